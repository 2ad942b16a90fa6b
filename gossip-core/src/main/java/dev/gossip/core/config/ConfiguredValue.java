package dev.gossip.core.config;

/**
 * A value of the configuration.
 *
 * @param text as it was written
 * @param origin where, for errors
 */
record ConfiguredValue(String text, String origin) {}
