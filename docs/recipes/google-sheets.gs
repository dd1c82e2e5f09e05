// For the script editor of a Google spreadsheet (Extensions → Apps Script). Appends the count of each petition, once a day.
// Needs two script properties: SERVER, like https://petitions.example.org, and TOKEN, an API token that reads counts.

/** Run by a trigger each day. If it runs again on the same day (UTC), it changes nothing. */
function appendCounts() {
  const properties = PropertiesService.getScriptProperties();
  const today = new Date().toISOString().slice(0, 10);
  if (properties.getProperty('LAST_DAY') === today) return;
  const rows = readCounts_(properties).map(({ slug, count, goal }) => [today, slug, count, goal]);
  const sheet = SpreadsheetApp.getActiveSpreadsheet().getSheets()[0];
  if (sheet.getLastRow() === 0) sheet.appendRow(['day', 'petition', 'count', 'goal']);
  if (rows.length > 0) sheet.getRange(sheet.getLastRow() + 1, 1, rows.length, 4).setValues(rows);
  properties.setProperty('LAST_DAY', today);
}

function readCounts_(properties) {
  const server = properties.getProperty('SERVER') || '';
  const token = properties.getProperty('TOKEN');
  if (!/^https:\/\/[^/]+$/.test(server) || !token) {
    throw new Error('Set the script properties SERVER (like https://petitions.example.org) and TOKEN, in Project Settings.');
  }
  const response = UrlFetchApp.fetch(`${server}/api/v1/counts`, {
    headers: { Authorization: `Bearer ${token}` },
    followRedirects: false,
    muteHttpExceptions: true,
  });
  const status = response.getResponseCode();
  if (status === 401 || status === 403) {
    throw new Error('The server does not accept TOKEN. Create another one that reads counts, in the console.');
  }
  if (status !== 200) throw new Error(`The server answered ${status}. Compare SERVER with its address.`);
  return JSON.parse(response.getContentText()).petitions;
}
