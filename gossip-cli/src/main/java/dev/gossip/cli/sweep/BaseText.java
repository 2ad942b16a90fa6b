package dev.gossip.cli.sweep;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.plan.PlanText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a {@code base} that is the text of a network plan, as in {@code "nodes=50 loss=0.1"}. */
final class BaseText {
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?");

  private BaseText() {}

  /**
   * Makes a group of a text; returns anything else as it is.
   *
   * @throws ConfigurationException if the text has another form, or a name twice
   */
  static @Nullable ConfigValue expand(@Nullable ConfigValue value) {
    if (value == null || value.valueType() != ConfigValueType.STRING) {
      return value;
    }
    String line = value.origin().description();
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    for (PlanText.Pair pair : pairs(String.valueOf(value.unwrapped()), line)) {
      ConfigValue one = ConfigValueFactory.fromAnyRef(number(pair.value()), line);
      if (values.put(pair.name(), one) != null) {
        throw new ConfigurationException(
            line + ": " + pair.name() + " is set twice; remove one of them");
      }
    }
    return ConfigValueFactory.fromMap(values, line);
  }

  private static Iterable<PlanText.Pair> pairs(String text, String line) {
    try {
      return PlanText.split(text);
    } catch (ConfigurationException e) {
      throw new ConfigurationException(line + ": " + e.getMessage(), e);
    }
  }

  /** A number as one, so that a cell has the same name whichever way its base is written. */
  private static Object number(String text) {
    return NUMBER.matcher(text).matches() ? (Object) Double.valueOf(text) : text;
  }
}
