package dev.gossip.core.plugin;

import dev.gossip.api.relay.BoundedMap;
import dev.gossip.core.plugin.PluginModule.Wiring;
import java.util.List;
import java.util.function.Consumer;

/**
 * Remembers which plugins could be wired with which settings. Many configurations that differ in a
 * few settings are checked sooner: only plugins whose own settings differ are wired again, since a
 * plugin sees no other settings. Bounded. Not thread-safe.
 */
public final class CheckedPlugins {
  private static final int MAX_REMEMBERED = 1_000;

  private final BoundedMap<String, Boolean> shapes = new BoundedMap<>(MAX_REMEMBERED);
  private final BoundedMap<Wiring, Boolean> wired = new BoundedMap<>(MAX_REMEMBERED);

  /** Nothing has been checked yet. */
  public CheckedPlugins() {}

  /**
   * Checks plugins.
   *
   * @param together wires all of them; for plugins that were not seen together before
   * @param alone wires one with what is in its slots; for one with other settings than before
   */
  void check(List<PluginModule> modules, Runnable together, Consumer<PluginModule> alone) {
    String shape = modules.stream().map(PluginModule::shape).toList().toString();
    boolean isNew = !shapes.contains(shape);
    if (isNew) {
      together.run();
      shapes.put(shape, true);
    }
    for (PluginModule module : modules) {
      Wiring wiring = module.wiring();
      if (!wired.contains(wiring)) {
        if (!isNew) {
          alone.accept(module);
        }
        wired.put(wiring, true);
      }
    }
  }
}
