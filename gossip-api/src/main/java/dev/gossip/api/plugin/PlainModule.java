package dev.gossip.api.plugin;

import static java.util.Objects.requireNonNull;

import com.google.inject.Binder;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Provider;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Binds what {@link GossipPlugin#factory} returns, and fills its slots. */
final class PlainModule implements Module {
  private static final String PROJECT = "dev.gossip.";

  private final SortedMap<String, LateRelay> slots = new TreeMap<>();
  private final Object factory;

  PlainModule(GossipPlugin plugin, PluginSettings settings) {
    plugin.slots(settings).keySet().forEach(name -> slots.put(name, new LateRelay(name)));
    Map<String, RelayStrategy.Factory> given = Collections.unmodifiableMap(new TreeMap<>(slots));
    this.factory = requireNonNull(plugin.factory(settings, given), "factory returned null");
  }

  /** Under every type of this project that the object has: a transport may have several. */
  @Override
  public void configure(Binder binder) {
    Set<Class<?>> types = new LinkedHashSet<>();
    for (Class<?> type = factory.getClass(); type != null; type = type.getSuperclass()) {
      addInterfaces(type, types);
    }
    types.forEach(type -> bind(binder, type));
  }

  private static void addInterfaces(Class<?> type, Set<Class<?>> into) {
    for (Class<?> each : type.getInterfaces()) {
      if (each.getName().startsWith(PROJECT)) {
        into.add(each);
      }
      addInterfaces(each, into);
    }
  }

  private <T> void bind(Binder binder, Class<T> type) {
    T instance = type.cast(factory);
    if (slots.isEmpty()) {
      binder.bind(type).toInstance(instance);
    } else {
      binder.bind(type).toProvider(new Filling<>(instance, slots));
    }
  }

  /** Gives the factory after its slots have been filled. */
  private static final class Filling<T> implements Provider<T> {
    private final T factory;
    private final SortedMap<String, LateRelay> slots;
    @Inject private @Nullable Injector injector;

    Filling(T factory, SortedMap<String, LateRelay> slots) {
      this.factory = factory;
      this.slots = slots;
    }

    @Override
    public T get() {
      Injector from = requireNonNull(injector);
      slots.forEach(
          (name, slot) ->
              slot.filler =
                  from.getInstance(Key.get(RelayStrategy.Factory.class, new NamedSlot(name))));
      return factory;
    }
  }

  /** The relays of a slot. The plugin gets it before it is known what fills the slot. */
  private static final class LateRelay implements RelayStrategy.Factory {
    private final String slot;
    private RelayStrategy.@Nullable Factory filler;

    LateRelay(String slot) {
      this.slot = slot;
    }

    @Override
    public RelayStrategy create(RelayContext context) {
      if (filler == null) {
        throw new IllegalStateException(
            "slot " + slot + " is not filled yet; create the inner relay with the outer one");
      }
      return filler.create(context);
    }
  }
}
