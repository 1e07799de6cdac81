/** Every route of the API, by subject. The server, the OpenAPI document and the client are made from this. */
import { AUDIT_ROUTES } from '../routes/audit.ts';
import { BOX_ROUTES } from '../routes/box.ts';
import { CALL_CONTROL_ROUTES } from '../routes/call-control.ts';
import { CONFIGURATION_ROUTES } from '../routes/configuration.ts';
import { DESK_ROUTES } from '../routes/desk.ts';
import { DEVICE_ROUTES } from '../routes/devices.ts';
import { DIRECTORY_ROUTES } from '../routes/directory.ts';
import { GUIDE_ROUTES } from '../routes/guides.ts';
import { PROVISIONING_ROUTES } from '../routes/provisioning.ts';
import { RECORD_ROUTES } from '../routes/records.ts';
import { SESSION_ROUTES } from '../routes/session.ts';
import { SHIFT_EXPORT_ROUTES } from '../routes/shifts-export.ts';
import { SIP_ROUTES } from '../routes/sip.ts';
import { SIP_TEST_ROUTES } from '../routes/sip-test.ts';
import { TICKET_EXPORT_ROUTES } from '../routes/tickets-export.ts';
import { TRAINING_ROUTES } from '../routes/training.ts';
import { USER_ROUTES } from '../routes/users.ts';
import { WATCH_ROUTES } from '../routes/watch.ts';
import type { Route } from './route.ts';

export const ALL_ROUTES: readonly Route[] = [
  ...SESSION_ROUTES,
  ...WATCH_ROUTES,
  ...CALL_CONTROL_ROUTES,
  ...DEVICE_ROUTES,
  ...DESK_ROUTES,
  ...TICKET_EXPORT_ROUTES,
  ...SHIFT_EXPORT_ROUTES,
  ...TRAINING_ROUTES,
  ...DIRECTORY_ROUTES,
  ...RECORD_ROUTES,
  ...CONFIGURATION_ROUTES,
  ...GUIDE_ROUTES,
  ...SIP_ROUTES,
  ...SIP_TEST_ROUTES,
  ...PROVISIONING_ROUTES,
  ...USER_ROUTES,
  ...AUDIT_ROUTES,
  ...BOX_ROUTES,
];
