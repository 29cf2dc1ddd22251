// Django's admin has no place for the theme on its root element: it is put there before anything is painted.
const theme = document.querySelector("meta[name=theme]").content;
if (theme) document.documentElement.dataset.bsTheme = theme;
