/** Texts of the main process: menus and dialogs that the system shows. */
export interface Words {
  file: string;
  edit: string;
  view: string;
  window: string;
  close: string;
  quit: string;
  undo: string;
  redo: string;
  cut: string;
  copy: string;
  paste: string;
  selectAll: string;
  actualSize: string;
  zoomIn: string;
  zoomOut: string;
  fullScreen: string;
  minimize: string;
  notOpened: string;
  stopped: string;
  safe: string;
  startAgain: string;
}

const english: Words = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  close: 'Close Window',
  quit: 'Quit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  actualSize: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  fullScreen: 'Full Screen',
  minimize: 'Minimize',
  notOpened: 'Familiar cannot open its library',
  stopped: 'Familiar stopped working several times.',
  safe: 'Your photos and your library are safe.',
  startAgain: 'Start again',
};

const korean: Words = {
  file: '파일',
  edit: '편집',
  view: '보기',
  window: '창',
  close: '창 닫기',
  quit: '종료',
  undo: '실행 취소',
  redo: '다시 실행',
  cut: '잘라내기',
  copy: '복사',
  paste: '붙여넣기',
  selectAll: '모두 선택',
  actualSize: '실제 크기',
  zoomIn: '확대',
  zoomOut: '축소',
  fullScreen: '전체 화면',
  minimize: '최소화',
  notOpened: '라이브러리를 열 수 없습니다',
  stopped: 'Familiar가 여러 번 멈췄습니다.',
  safe: '사진과 라이브러리는 안전합니다.',
  startAgain: '다시 시작',
};

/** @param locale of the system: `ko`, `en-GB` */
export const wordsFor = (locale: string): Words => (locale.split('-')[0] === 'ko' ? korean : english);
