package dev.gossip.testkit.container;

import java.util.Map;

/**
 * An event reported by a node.
 *
 * @param name the field {@code event} of {@code gossip node --json}, such as {@code delivered}
 * @param fields the other fields with primitive values, as text
 */
public record ControlEvent(String name, Map<String, String> fields) {

  /**
   * Returns the value of a field.
   *
   * @throws IllegalArgumentException if this event does not have it
   */
  public String field(String field) {
    String value = fields.get(field);
    if (value == null) {
      throw new IllegalArgumentException("missing field " + field + " in " + this);
    }
    return value;
  }
}
