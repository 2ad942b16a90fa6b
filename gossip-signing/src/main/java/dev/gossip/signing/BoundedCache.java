package dev.gossip.signing;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cache that evicts the least recently used entry. Thread-safe; its one lock is held briefly. */
final class BoundedCache<K, V> {
  private final Map<K, V> entries;

  BoundedCache(int maxEntries) {
    entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> oldest) {
            return size() > maxEntries;
          }
        };
  }

  synchronized @Nullable V get(K key) {
    return entries.get(key);
  }

  synchronized void put(K key, V value) {
    entries.put(key, value);
  }
}
