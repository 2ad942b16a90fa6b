package dev.gossip.api.relay;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map in the order of insertion that forgets its eldest entry when it is full, so that nothing a
 * neighbour says makes it grow for ever. For one thread.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class BoundedMap<K, V> {
  private final int capacity;
  private final Map<K, V> entries = new LinkedHashMap<>();

  /**
   * An empty map.
   *
   * @param capacity the most entries, one at least; give the number a name, as a setting or
   *     constant
   */
  public BoundedMap(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a capacity is 1 at least, not " + capacity);
    }
    this.capacity = capacity;
  }

  /**
   * Sets a value. A key that was there keeps its place.
   *
   * @return the value of the eldest entry if that had to go; else null
   */
  public @Nullable V put(K key, V value) {
    entries.put(key, value);
    if (entries.size() <= capacity) {
      return null;
    }
    Iterator<V> eldest = entries.values().iterator();
    V gone = eldest.next();
    eldest.remove();
    return gone;
  }

  /** The value of a key; null if it is not there. */
  public @Nullable V get(K key) {
    return entries.get(key);
  }

  /** The value of a key; another one if it is not there. */
  public V getOrDefault(K key, V other) {
    return entries.getOrDefault(key, other);
  }

  /** Whether a key is there. */
  public boolean contains(K key) {
    return entries.containsKey(key);
  }

  /** Forgets a key; answers its value, or null if it was not there. */
  public @Nullable V remove(K key) {
    return entries.remove(key);
  }

  /** How many entries there are. */
  public int size() {
    return entries.size();
  }

  /** Whether there are as many entries as there may be. */
  public boolean isFull() {
    return entries.size() == capacity;
  }

  /** Whether there are no entries. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** A view of the keys, the eldest first. */
  public Set<K> keys() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** A view of the values, the eldest first. */
  public Collection<V> values() {
    return Collections.unmodifiableCollection(entries.values());
  }

  /** A view of the entries, the eldest first. */
  public Set<Map.Entry<K, V>> entries() {
    return Collections.unmodifiableSet(entries.entrySet());
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
