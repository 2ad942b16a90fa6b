package dev.gossip.api.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoundedMapTest {
  private final BoundedMap<String, Integer> map = new BoundedMap<>(2);

  @Test
  void fullMapEvictsTheOldestEntry() {
    assertThat(map.put("b", 1)).isNull();
    assertThat(map.isFull()).isFalse();
    assertThat(map.put("a", 2)).isNull();
    assertThat(map.isFull()).isTrue();
    assertThat(map.put("c", 3)).isEqualTo(1);

    assertThat(map.keys()).containsExactly("a", "c");
    assertThat(map.values()).containsExactly(2, 3);
    assertThat(map.get("b")).isNull();
    assertThat(map.contains("b")).isFalse();
  }

  @Test
  void newMapIsEmpty() {
    assertThat(map.isEmpty()).isTrue();
    assertThat(map.isFull()).isFalse();
    assertThat(map.get("a")).isNull();
    assertThat(map.getOrDefault("a", 7)).isEqualTo(7);
    assertThat(map.remove("a")).isNull();
    assertThat(map.keys()).isEmpty();
    assertThat(map.toString()).isEqualTo("{}");
  }

  @Test
  void viewsOfANewMapShowLaterEntries() {
    Set<String> keys = map.keys();
    Collection<Integer> values = map.values();
    Set<Map.Entry<String, Integer>> entries = map.entries();
    map.put("a", 1);

    assertThat(keys).containsExactly("a");
    assertThat(values).containsExactly(1);
    assertThat(entries).containsExactly(Map.entry("a", 1));
  }

  @Test
  void mapThatBecameEmptyIsUsedAgain() {
    map.put("a", 1);
    map.remove("a");
    map.put("b", 2);

    assertThat(map.entries()).containsExactly(Map.entry("b", 2));
    assertThat(new BoundedMap<String, Integer>(2).isEmpty()).as("another map").isTrue();
  }

  @Test
  void replacingAValueKeepsTheKeysPosition() {
    map.put("a", 1);
    map.put("b", 2);
    assertThat(map.put("a", 3)).isNull();

    assertThat(map.put("c", 4)).isEqualTo(3);
    assertThat(map.toString()).isEqualTo("{b=2, c=4}");
  }

  @Test
  void removedEntryMakesRoom() {
    map.put("a", 1);
    map.put("b", 2);

    assertThat(map.remove("a")).isEqualTo(1);
    assertThat(map.remove("a")).isNull();
    assertThat(map.put("c", 3)).isNull();
    assertThat(map.size()).isEqualTo(2);
    assertThat(map.isEmpty()).isFalse();
  }

  @Test
  void capacityMustBeAtLeastOne() {
    assertThatThrownBy(() -> new BoundedMap<>(0))
        .hasMessage("the capacity must be at least 1, not 0");
  }
}
