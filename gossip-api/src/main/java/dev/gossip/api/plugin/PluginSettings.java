package dev.gossip.api.plugin;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The values of a plugin's settings. All of them are valid. Immutable. */
public final class PluginSettings {
  private final Map<String, Object> values = new TreeMap<>();

  private PluginSettings(List<Setting<?>> declared, Map<String, String> configured) {
    for (Setting<?> setting : declared) {
      String text = configured.get(setting.key());
      values.put(setting.key(), text == null ? setting.defaultValue() : setting.parse(text));
    }
    for (String key : configured.keySet()) {
      if (!values.containsKey(key)) {
        throw new IllegalArgumentException("unknown setting '" + key + "'");
      }
    }
  }

  /**
   * Parses configured values. Settings that are not configured have their default.
   *
   * @param configured text of each value by the key of its setting
   * @throws IllegalArgumentException if a key is not declared or a value is not valid
   */
  public static PluginSettings of(List<Setting<?>> declared, Map<String, String> configured) {
    return new PluginSettings(declared, configured);
  }

  /** All defaults of a plugin; for tests. */
  public static PluginSettings defaultsOf(GossipPlugin plugin) {
    return of(plugin.settings(), Map.of());
  }

  /**
   * The value of a setting.
   *
   * @throws IllegalArgumentException if {@link GossipPlugin#settings} does not list it
   */
  @SuppressWarnings("unchecked") // a key's value was parsed by the setting declared for it
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting.key());
    if (value == null) {
      throw new IllegalArgumentException(
          "the plugin reads setting '" + setting.key() + "' but does not list it in settings()");
    }
    return (T) value;
  }

  /**
   * Converts the value of a setting, for instance reads the file that it names. For {@link
   * GossipPlugin#factory(PluginSettings)}, {@link GossipPlugin#module} and {@link
   * GossipPlugin#slots}: if the reader refuses the value, users get its message together with the
   * setting and the place where the value was set.
   *
   * @param reader throws an {@link IllegalArgumentException} with reason and remedy to refuse a
   *     value
   * @throws InvalidSettingException if the reader refuses the value
   */
  public <T, R> R read(Setting<T> setting, Function<? super T, ? extends R> reader) {
    T value = get(setting);
    try {
      return reader.apply(value);
    } catch (InvalidSettingException e) {
      // The reader read another setting, and the value of that one was refused.
      throw e;
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(setting, e);
    }
  }

  /** Whether the other has the same settings with equal values. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PluginSettings settings && values.equals(settings.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }
}
