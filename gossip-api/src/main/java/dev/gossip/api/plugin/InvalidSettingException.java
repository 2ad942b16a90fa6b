package dev.gossip.api.plugin;

/**
 * The value of a setting is of the right form, but what it names cannot be used. Made by {@link
 * PluginSettings#read}; whoever composes plugins adds where the value stands.
 */
public final class InvalidSettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String key;

  InvalidSettingException(Setting<?> setting, IllegalArgumentException reason) {
    super(reason.getMessage(), reason);
    this.key = setting.key();
  }

  /** The name of the setting within the plugin. */
  public String key() {
    return key;
  }
}
