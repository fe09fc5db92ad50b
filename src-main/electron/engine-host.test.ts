import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { captureLog } from '../logging/log.ts';
import { EngineHost } from './engine-host.ts';
import type { EngineChild } from './engine-host.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';
import { fakePorts } from './test-port.ts';

class FakeChild extends EventEmitter implements EngineChild {
  readonly received: ToEngine[] = [];
  killed = false;

  postMessage(message: ToEngine): void {
    this.received.push(message);
  }

  kill(): boolean {
    this.killed = true;
    return true;
  }

  tell(message: FromEngine): void {
    this.emit('message', message);
  }
}

let children: FakeChild[];
let clock: number;
let host: EngineHost;
const onNotOpened = vi.fn();
const onGivenUp = vi.fn();
const newest = (): FakeChild => children[children.length - 1]!;
const lost = { name: 'FamiliarError', code: 'connection-lost' };

beforeEach(() => {
  vi.clearAllMocks();
  onTestFinished(captureLog(() => {}));
  children = [];
  clock = 0;
  const fork = (): FakeChild => {
    children.push(new FakeChild());
    return newest();
  };
  host = new EngineHost({ fork, onNotOpened, onGivenUp, now: () => clock });
  host.start();
});

describe('requests', () => {
  it('forwards ports', () => {
    const [port] = fakePorts();
    const post = vi.spyOn(newest(), 'postMessage');
    host.connect(port.asElectron);
    expect(post.mock.calls).toEqual([[{ type: 'connect' }, [port]]]);
  });

  it('returns each picture to its request', async () => {
    const asked = [host.picture('chip', 1), host.picture('photo', 2)];
    const error = { code: 'photo-damaged', message: 'truncated' } as const;
    newest().tell({ type: 'picture-failed', request: 2, error });
    newest().tell({ type: 'picture', request: 1, picture: { bytes: new Uint8Array(1), mime: 'image/jpeg' } });
    await expect(asked[1]).rejects.toMatchObject({ name: 'FamiliarError', ...error });
    expect(await asked[0]).toEqual({ bytes: new Uint8Array(1), mime: 'image/jpeg' });
  });

  it('reports the reason if the library did not open', () => {
    const error = { code: 'library-busy', message: 'in use' } as const;
    newest().tell({ type: 'not-opened', error });
    expect(onNotOpened.mock.calls).toEqual([[error]]);
  });
});

describe('a crash', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('rejects open requests, and restarts the engine', async () => {
    const asked = host.picture('chip', 1);
    newest().emit('exit', 139);
    await expect(asked).rejects.toMatchObject(lost);
    expect(() => host.connect(fakePorts()[0].asElectron)).toThrow('no engine runs');
    vi.advanceTimersByTime(250);
    expect(children).toHaveLength(2);
    host.connect(fakePorts()[0].asElectron);
    expect(newest().received).toEqual([{ type: 'connect' }]);
  });

  it('increases the delay each time, and gives up at the sixth in a minute, until started again', async () => {
    const waits: number[] = [];
    for (let crash = 1; crash < 6; crash++) {
      newest().emit('exit', 1);
      const before = children.length;
      let waited = 0;
      for (; children.length === before; waited += 250) vi.advanceTimersByTime(250);
      waits.push(waited);
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000]);
    newest().emit('exit', 1);
    vi.advanceTimersByTime(60_000);
    expect(children).toHaveLength(6);
    expect(onGivenUp).toHaveBeenCalledOnce();
    await expect(host.picture('chip', 1)).rejects.toMatchObject(lost);
    await host.close(10);

    host.start();
    newest().emit('exit', 1);
    vi.advanceTimersByTime(250);
    expect(children).toHaveLength(8);
    expect(onGivenUp).toHaveBeenCalledOnce();
  });

  it('is forgotten after a minute', () => {
    for (let crash = 0; crash < 9; crash++) {
      newest().emit('exit', 1);
      vi.advanceTimersByTime(250 * 2 ** 4);
      clock += 30_000;
    }
    expect(onGivenUp).not.toHaveBeenCalled();
    expect(children).toHaveLength(10);
  });

  it('does not restart the engine while the application closes', async () => {
    newest().emit('exit', 1);
    await host.close(10);
    vi.advanceTimersByTime(60_000);
    expect(children).toHaveLength(1);
  });
});

describe('closing', () => {
  it('asks once, and waits for the end', async () => {
    const child = newest();
    const closed = Promise.all([host.close(1000), host.close(1000)]);
    expect(child.received).toEqual([{ type: 'close' }]);
    child.emit('exit', 0);
    await closed;
    expect([child.killed, children.length]).toEqual([false, 1]);
  });

  it('ends an engine that does not close', async () => {
    await host.close(5);
    expect(newest().killed).toBe(true);
  });

  it('refuses further requests', async () => {
    const closed = host.close(5);
    await expect(host.picture('chip', 1)).rejects.toMatchObject(lost);
    expect(() => host.connect(fakePorts()[0].asElectron)).toThrow('no engine runs');
    await closed;
  });
});
