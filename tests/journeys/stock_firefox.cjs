/* Loaded into Playwright's driver. It asks a Firefox over WebDriver BiDi for a colour scheme whenever it opens a window, and a Firefox
   that cannot do that yet (153 ESR) refuses the window. Here it is asked how it is instead. To be dropped when Firefox knows the command. */
const write = JSON.stringify;
JSON.stringify = (value, ...how) =>
  value?.method === "emulation.setMediaFeaturesOverride" ? write({ ...value, method: "session.status", params: {} }, ...how) : write(value, ...how);
