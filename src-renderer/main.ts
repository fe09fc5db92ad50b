import { mount } from 'svelte';
import App from './App.svelte';
import '@fontsource-variable/inter/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/slider.css';
import { theme } from './state/theme.svelte.ts';

theme.apply();
mount(App, { target: document.getElementById('app')! });
