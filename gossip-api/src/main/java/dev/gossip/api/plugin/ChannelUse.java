package dev.gossip.api.plugin;

/** What a plugin's control channel needs of the other end of a link. */
public enum ChannelUse {
  /** Both ends must have the plugin, else they refuse each other. */
  REQUIRED,
  /**
   * Used where both ends have the plugin. A relay with an optional channel must not change the
   * headers of payloads: its peers may not have it.
   */
  OPTIONAL
}
