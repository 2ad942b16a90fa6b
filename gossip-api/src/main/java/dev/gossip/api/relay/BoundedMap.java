package dev.gossip.api.relay;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map in insertion order that evicts its oldest entry when it is full, so that no peer can make
 * it grow without limit. Not thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class BoundedMap<K, V> {
  private final int capacity;
  // The shared empty map before the first entry: many maps of a large simulation never have one.
  private Map<K, V> entries = Collections.emptyMap();

  /**
   * Creates an empty map.
   *
   * @param capacity the maximum number of entries, at least 1; make it a setting or a named
   *     constant
   * @throws IllegalArgumentException if the capacity is below 1
   */
  public BoundedMap(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("the capacity must be at least 1, not " + capacity);
    }
    this.capacity = capacity;
  }

  /**
   * Sets a value. A key that is already in the map keeps its position.
   *
   * @return the value of the oldest entry if it was evicted, else null
   */
  public @Nullable V put(K key, V value) {
    ownEntries().put(key, value);
    if (entries.size() <= capacity) {
      return null;
    }
    Iterator<V> oldest = entries.values().iterator();
    V evicted = oldest.next();
    oldest.remove();
    return evicted;
  }

  @SuppressWarnings("ReferenceEquality") // a map that became empty is used again
  private Map<K, V> ownEntries() {
    if (entries == Collections.<K, V>emptyMap()) {
      entries = new LinkedHashMap<>();
    }
    return entries;
  }

  /** The value of a key; null if the key is absent. */
  public @Nullable V get(K key) {
    return entries.get(key);
  }

  /** The value of a key; {@code other} if the key is absent. */
  public V getOrDefault(K key, V other) {
    return entries.getOrDefault(key, other);
  }

  /** Whether the map contains a key. */
  public boolean contains(K key) {
    return entries.containsKey(key);
  }

  /** Removes a key. Returns its value, or null if the key was absent. */
  public @Nullable V remove(K key) {
    return entries.remove(key);
  }

  /** The number of entries. */
  public int size() {
    return entries.size();
  }

  /** Whether the next new key evicts the oldest entry. */
  public boolean isFull() {
    return entries.size() == capacity;
  }

  /** Whether there are no entries. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  // Views are those of a map of its own even before the first entry, so that they show later ones.

  /** An unmodifiable view of the keys, oldest first. */
  public Set<K> keys() {
    return Collections.unmodifiableSet(ownEntries().keySet());
  }

  /** An unmodifiable view of the values, oldest first. */
  public Collection<V> values() {
    return Collections.unmodifiableCollection(ownEntries().values());
  }

  /** An unmodifiable view of the entries, oldest first. */
  public Set<Map.Entry<K, V>> entries() {
    return Collections.unmodifiableSet(ownEntries().entrySet());
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
