/** Told to the hub at connection and in each heartbeat. */
export const AGENT_VERSION = '0.1.0';
