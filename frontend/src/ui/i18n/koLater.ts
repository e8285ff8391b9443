export { default } from "../../../../backend/gradio_pianoroll/i18n/ko.json?later";
