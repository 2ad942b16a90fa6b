package dev.gossip.core.builtin;

import com.google.inject.Module;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.SpamControl;

/** {@code spam.none}: admits everything from every peer. */
public final class NoSpamControlPlugin implements GossipPlugin {
  /** Its id. */
  public static final String ID = "spam.none";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String summary() {
    return "admits everything from every peer";
  }

  @Override
  public Module module(PluginSettings settings) {
    SpamControl everything = (from, cost, amount) -> true;
    return binder -> binder.bind(SpamControl.Factory.class).toInstance(context -> everything);
  }
}
