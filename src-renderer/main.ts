import { mount } from 'svelte';
import App from './App.svelte';
import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/slider.css';
import { language } from './state/language.svelte.ts';
import { theme } from './state/theme.svelte.ts';

theme.apply();
// Without its messages the page is shown in English.
await language.apply().catch(() => {});
mount(App, { target: document.getElementById('app') ?? document.body });
// Its hundred subsets are named after the first paint; a browser fetches those whose characters are shown.
void import('@fontsource-variable/noto-sans-kr/index.css');
