package dev.gossip.core.engine.spam;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.Discouragement;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.core.engine.services.Journal;
import dev.gossip.core.engine.services.PluginFailure;
import java.util.Optional;

/**
 * One spam control of a node. The frequent calls are written out: a lambda each would be an object
 * each.
 */
record SpamMember(Journal journal, EngineSpamContext context, SpamControl control) {

  boolean admit(Peer from, Cost cost, int amount) {
    journal.begin("admit");
    boolean admitted;
    try {
      admitted = control.admit(from, cost, amount);
    } catch (Throwable e) {
      throw journal.abort("admit", e);
    }
    journal.commit();
    return admitted;
  }

  Verdict judge(GossipMessage message, Peer from) {
    journal.begin("judge");
    Verdict verdict;
    try {
      verdict = requireNonNull(control.judge(message, from), "no verdict");
    } catch (Throwable e) {
      throw journal.abort("judge", e);
    }
    journal.commit();
    return verdict;
  }

  void onPublished(GossipMessage message) {
    journal.begin("onPublished");
    try {
      control.onPublished(message);
    } catch (Throwable e) {
      throw journal.abort("onPublished", e);
    }
    journal.commit();
  }

  void onFirstCopy(GossipMessage message, Peer from) {
    journal.begin("onFirstCopy");
    try {
      control.onFirstCopy(message, from);
    } catch (Throwable e) {
      throw journal.abort("onFirstCopy", e);
    }
    journal.commit();
  }

  void onDuplicate(GossipMessage message, Peer from) {
    journal.begin("onDuplicate");
    try {
      control.onDuplicate(message, from);
    } catch (Throwable e) {
      throw journal.abort("onDuplicate", e);
    }
    journal.commit();
  }

  Standing standing(PeerId peer) {
    try {
      return requireNonNull(control.standing(peer), "it returned null");
    } catch (Throwable e) {
      throw PluginFailure.attribute(journal.pluginId(), "standing", e);
    }
  }

  Optional<Discouragement> discouragement(PeerId peer) {
    try {
      return requireNonNull(control.discouragement(peer), "it returned null");
    } catch (Throwable e) {
      throw PluginFailure.attribute(journal.pluginId(), "discouragement", e);
    }
  }
}
