package dev.gossip.diffusion;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.plugin.Slot;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** {@code relay.dandelion}: sends messages along a stem before another relay spreads them. */
public final class DandelionPlugin implements GossipPlugin {

  @Override
  public String id() {
    return "relay.dandelion";
  }

  @Override
  public String summary() {
    return "Dandelion++: sends a message along a stem of nodes before another relay spreads it";
  }

  @Override
  public List<Setting<?>> settings() {
    return DandelionSettings.all();
  }

  @Override
  public Map<String, String> slots(PluginSettings settings) {
    return Collections.singletonMap(DandelionRelay.SLOT, settings.get(DandelionSettings.FLUFF));
  }

  @Override
  public Module module(PluginSettings settings) {
    return binder -> {
      binder.bind(DandelionSettings.class).toInstance(DandelionSettings.of(settings));
      binder.bind(RelayStrategy.Factory.class).to(Factory.class);
    };
  }

  private static final class Factory implements RelayStrategy.Factory {
    private final DandelionSettings settings;
    private final RelayStrategy.Factory fluff;

    @Inject
    Factory(DandelionSettings settings, @Slot(DandelionRelay.SLOT) RelayStrategy.Factory fluff) {
      this.settings = settings;
      this.fluff = fluff;
    }

    @Override
    public RelayStrategy create(RelayContext context) {
      return new DandelionRelay(context, settings, fluff);
    }
  }
}
