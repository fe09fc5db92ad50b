import { describe, expect, it } from 'vitest';
import { firstItems } from '../common/elements.ts';
import type { Box } from '../contract/models.ts';
import { FamiliarError } from '../contract/errors.ts';
import { toUpright } from './orientation.ts';
import { mergeRegions } from './merge.ts';
import { readMicrosoftRegions, readMwgRegions } from './regions.ts';
import { emptyXmp, parseXmp, serialiseXmp } from './xmp.ts';

const bytes = (text: string) => Buffer.from(text);
const around = ({ x, y, width, height }: Box) => ({
  x: expect.closeTo(x, 5),
  y: expect.closeTo(y, 5),
  width: expect.closeTo(width, 5),
  height: expect.closeTo(height, 5),
});
const anna = { name: 'Anna', box: { x: 0.1, y: 0.2, width: 0.2, height: 0.25 } };
const bert = { name: 'Bert <b@x> "B" & co', box: { x: 0.6, y: 0.2, width: 0.2, height: 0.25 } };
const upright = { size: { width: 800, height: 600 }, orientation: 1 };

/** XMP as other programs write it: wrapped structures, values as attributes, unknown properties. */
const foreign = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><!-- kept --><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="uuid:7" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/>
<rdf:Description rdf:about="uuid:7" xmlns:r="http://www.metadataworkinggroup.com/schemas/regions/" xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#">
<r:Regions><rdf:Description><r:AppliedToDimensions stDim:w="400" stDim:h="300" stDim:unit="pixel"/>
<r:RegionList><rdf:Bag>
<rdf:li><rdf:Description r:Name="Anne" r:Type="Face" r:Description="my aunt"><r:Area stArea:x="0.21" stArea:y="0.33" stArea:w="0.2" stArea:h="0.25" stArea:unit="normalized"/></rdf:Description></rdf:li>
<rdf:li><rdf:Description r:Name="Carl" r:Type="Face"><r:Area stArea:x="0.9" stArea:y="0.9" stArea:w="0.1" stArea:h="0.1" stArea:unit="normalized"/></rdf:Description></rdf:li>
<rdf:li><rdf:Description r:Name="Rex" r:Type="Pet"><r:Area stArea:x="0.7" stArea:y="0.33" stArea:w="0.2" stArea:h="0.25" stArea:unit="normalized"/></rdf:Description></rdf:li>
</rdf:Bag></r:RegionList></rdf:Description></r:Regions></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;

describe('face regions', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('come back from a new sidecar, orientation %i', (orientation) => {
    const photo = { ...upright, orientation };
    const document = emptyXmp();
    expect(mergeRegions(document, photo, [anna, bert])).toBe(true);
    const read = readMwgRegions(parseXmp(bytes(serialiseXmp(document))));
    expect(read.appliedTo).toEqual(orientation >= 5 ? { width: 600, height: 800 } : upright.size);
    const back = read.faces.map(({ name, box }) => ({ name, box: toUpright(box, orientation) }));
    expect(back).toEqual([anna, bert].map(({ name, box }) => ({ name, box: around(box) })));
  });

  it('keep what others wrote', () => {
    const document = parseXmp(bytes(foreign));
    expect(mergeRegions(document, upright, [anna, bert])).toBe(true);
    const marks = / ?xmlns:familiar="[^"]*"|<familiar:(Wrote|Before)[^>]*>[^<]*<\/familiar:\1>/g;
    const text = serialiseXmp(document).replace(marks, '');
    const same = foreign.replace('"Anne"', '"Anna"');
    const [before, after] = firstItems(same.split('</rdf:Bag>'), 2);
    expect(text.startsWith(before)).toBe(true);
    expect(text.endsWith(after)).toBe(true);
    const read = readMwgRegions(parseXmp(bytes(text)));
    expect(read.appliedTo).toEqual({ width: 400, height: 300 });
    expect(read.faces.map(({ name }) => name)).toEqual(['Anna', 'Carl', bert.name]);
    expect(read.faces[2]!.box).toEqual(around(bert.box));
  });

  it('are not duplicated', () => {
    const document = parseXmp(bytes(foreign));
    mergeRegions(document, upright, [anna, bert]);
    const again = parseXmp(bytes(serialiseXmp(document)));
    expect(mergeRegions(again, upright, [anna, bert])).toBe(false);
    expect(serialiseXmp(again)).toBe(serialiseXmp(document));
  });

  it('use the frame of existing regions in the upright picture', () => {
    const document = parseXmp(bytes(foreign));
    mergeRegions(document, { ...upright, orientation: 6 }, [bert]);
    expect(readMwgRegions(document).faces[2]!.box).toEqual(around(bert.box));
  });

  it('are refused in a picture that was cropped since', () => {
    const cropped = { size: { width: 500, height: 600 }, orientation: 1 };
    expect(() => mergeRegions(parseXmp(bytes(foreign)), cropped, [anna])).toThrow(
      expect.objectContaining({ code: 'metadata-damaged' }),
    );
  });

  it('are refused in a document that is not XMP', () => {
    for (const text of ['', 'no XML', '<a>', '<a/>', foreign.slice(0, 900), '<a>&nope;</a>']) {
      expect(() => parseXmp(bytes(text)), text).toThrow(FamiliarError);
    }
  });

  it('are ignored if invalid', () => {
    const odd = foreign
      .replace('stArea:w="0.2"', 'stArea:w="wide"')
      .replace('stArea:x="0.9"', 'stArea:x="9"')
      .replace('stDim:w="400"', '');
    expect(readMwgRegions(parseXmp(bytes(odd)))).toEqual({ appliedTo: null, faces: [] });
    expect(readMicrosoftRegions(parseXmp(bytes(foreign)))).toEqual([]);
  });

  it('in pixels are relative to the size that they were applied to', () => {
    const inPixels = foreign.replace(
      'stArea:x="0.21" stArea:y="0.33" stArea:w="0.2" stArea:h="0.25" stArea:unit="normalized"',
      'stArea:x="80" stArea:y="90" stArea:w="40" stArea:h="60" stArea:unit="pixel"',
    );
    expect(readMwgRegions(parseXmp(bytes(inPixels))).faces[0]!.box).toEqual(
      around({ x: 0.15, y: 0.2, width: 0.1, height: 0.2 }),
    );
  });
});
