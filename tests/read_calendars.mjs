// Mozilla's ical.js reads calendars: each line of standard input holds one as JSON text,
// and each line of standard output what is in it. Zones are known from the calendar only.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]));

function zoned(property) {
  const time = property.getFirstValue();
  if (time.zone === ICAL.Timezone.localTimezone) {
    throw new Error(`the calendar does not tell of ${property.getParameter("tzid")}`);
  }
  return time;
}

function moment(event, name) {
  const utc = zoned(event.getFirstProperty(name));
  return `${utc.convertToZone(ICAL.Timezone.utcTimezone)}`;
}

function read(text) {
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(zone);
  }
  const value = (component, name) => {
    const found = component.getAllProperties(name);
    if (found.length > 1) throw new Error(`${name} is there ${found.length} times`);
    return found.length ? `${found[0].getFirstValue()}` : "";
  };
  return {
    name: value(calendar, "name"),
    refresh: value(calendar, "refresh-interval"),
    source: value(calendar, "source"),
    events: calendar.getAllSubcomponents("vevent").map((event) => ({
      uid: value(event, "uid"),
      starts: moment(event, "dtstart"),
      ends: moment(event, "dtend"),
      zone: event.getFirstProperty("dtstart").getParameter("tzid") ?? "",
      revised: moment(event, "dtstamp"),
      sequence: Number(value(event, "sequence")),
      status: value(event, "status"),
      busy: value(event, "transp") === "OPAQUE",
      title: value(event, "summary"),
      description: value(event, "description"),
      place: value(event, "location"),
      join: value(event, "conference"),
      issue: value(event, "url"),
      recurs: new ICAL.Event(event).isRecurring() || event.hasProperty("recurrence-id"),
    })),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = read(JSON.parse(line));
  } catch (error) {
    answer = { error: `${error}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
