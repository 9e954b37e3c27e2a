// What stands inline in the head of every page of the app.
import './settings.js';
import './early.js';
