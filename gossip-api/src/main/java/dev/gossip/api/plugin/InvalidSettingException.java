package dev.gossip.api.plugin;

/**
 * The value of a setting is well formed but cannot be used, for instance because it names a file
 * that does not exist. Thrown by {@link PluginSettings#read}; the framework adds where the value
 * was set.
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
