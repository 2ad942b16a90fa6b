package dev.gossip.simulation.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of the cells of a sweep: each cell whose index, divided by the number of shards, leaves
 * the index of this shard.
 *
 * @param index counted from 0
 * @param count how many shards there are
 */
public record SweepShard(int index, int count) {
  /** All cells. */
  public static final SweepShard ALL = new SweepShard(0, 1);

  private static final int MAX_COUNT = 100_000;
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}|auto)/(\\d{1,9})");

  /** Where engines write the index of a task; the first that is set is used. */
  private static final List<String> VARIABLES =
      List.of("SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX");

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there is no such shard
   */
  public SweepShard {
    if (count < 1 || count > MAX_COUNT) {
      throw new IllegalArgumentException(
          "there are " + count + " shards; use a number from 1 to " + MAX_COUNT);
    }
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "shards count from 0, so the last of " + count + " is " + (count - 1) + "/" + count);
    }
  }

  /**
   * Parses {@code 3/10}, or {@code auto/10}, whose index is in the environment.
   *
   * @param environment the variables of the process, by name
   * @throws IllegalArgumentException if it has another form, or there is no such shard; the message
   *     names the remedy
   */
  public static SweepShard parse(String text, Map<String, String> environment) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a shard; write for example 0/10 for the first of 10, or auto/10");
    }
    int count = Integer.parseInt(matcher.group(2));
    if (!matcher.group(1).equals("auto")) {
      return new SweepShard(Integer.parseInt(matcher.group(1)), count);
    }
    for (String variable : VARIABLES) {
      String value = environment.get(variable);
      if (value != null) {
        return of(variable, value, count);
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' needs the variable "
            + String.join(" or ", VARIABLES)
            + "; set one of them, or write the index, as in 0/"
            + count);
  }

  private static SweepShard of(String variable, String value, int count) {
    if (!value.matches("\\d{1,9}")) {
      throw new IllegalArgumentException(
          variable + " is '" + value + "', not an index; set it to a number from 0");
    }
    int index = Integer.parseInt(value);
    if (index >= count) {
      throw new IllegalArgumentException(
          variable
              + " is "
              + index
              + ", but indexes go from 0 to "
              + (count - 1)
              + "; start "
              + count
              + " tasks from index 0");
    }
    return new SweepShard(index, count);
  }

  /** The cells of this shard, in their order. */
  public <T> List<T> of(List<T> all) {
    List<T> part = new ArrayList<>();
    for (int i = index; i < all.size(); i += count) {
      part.add(all.get(i));
    }
    return part;
  }

  /** The words before a message about this shard; empty if it has all cells. */
  public String label() {
    return count == 1 ? "" : "shard " + this + ": ";
  }

  /** As a file name; null if it has all cells. */
  public @Nullable String fileName() {
    return count == 1 ? null : "shard-" + index + "-of-" + count;
  }

  @Override
  public String toString() {
    return index + "/" + count;
  }
}
