// Runs inside the browser and tells what the page is like. Contrast is that of WCAG 2.2, success criterion 1.4.3.
(() => {
  const toRgb = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const toLuminance = (rgb) => {
    const [red, green, blue] = rgb.map((value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const findGround = (element) => {
    if (element === null) return [255, 255, 255];
    const ground = toRgb(getComputedStyle(element).backgroundColor);
    return ground[3] === 0 ? findGround(element.parentElement) : ground;
  };
  const toContrast = (element) => {
    const pair = [toRgb(getComputedStyle(element).color), findGround(element)].map(toLuminance);
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const root = document.documentElement;
  const focused = document.activeElement;
  return {
    lang: root.lang,
    mains: document.querySelectorAll('main').length,
    headings: [...document.querySelectorAll('h1,h2')].map(({ tagName }) => tagName),
    unnamed: [...document.querySelectorAll('section,pre')].filter(
      (element) => document.getElementById(element.getAttribute('aria-labelledby') ?? '') === null,
    ).length,
    overflow: root.scrollWidth - root.clientWidth,
    lowContrast: [...document.querySelectorAll('body *')]
      .filter((element) => hasText(element) && toContrast(element) < 4.5)
      .map((element) => `${element.tagName} ${element.textContent.slice(0, 40)} ${toContrast(element).toFixed(2)}`),
    focused: [focused.tagName, focused.textContent.slice(0, 20), getComputedStyle(focused).outlineStyle],
  };
})();
