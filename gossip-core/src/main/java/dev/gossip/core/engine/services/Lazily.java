package dev.gossip.core.engine.services;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collections that start as the shared empty one and are allocated at the first addition, because
 * most nodes of a large simulation need few of them. Usage: {@code map = Lazily.forPut(map)}.
 */
public final class Lazily {
  private Lazily() {}

  /** Returns the map, or a new one in place of {@link Collections#emptyMap}. */
  @SuppressWarnings("ReferenceEquality") // a map that became empty is used again
  public static <K, V> Map<K, V> forPut(Map<K, V> map) {
    return map == Collections.<K, V>emptyMap() ? new LinkedHashMap<>() : map;
  }

  /** Returns the list, or a new one in place of {@link Collections#emptyList}. */
  @SuppressWarnings("ReferenceEquality") // a list that became empty is used again
  public static <E> List<E> forAdd(List<E> list) {
    return list == Collections.<E>emptyList() ? new ArrayList<>(1) : list;
  }

  /** Returns the set, or a new one in place of {@link Collections#emptySet}. */
  @SuppressWarnings("ReferenceEquality") // a set that became empty is used again
  public static <E> Set<E> forAdd(Set<E> set) {
    return set == Collections.<E>emptySet() ? new LinkedHashSet<>() : set;
  }
}
