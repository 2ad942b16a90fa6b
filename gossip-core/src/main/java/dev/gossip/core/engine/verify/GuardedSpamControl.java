package dev.gossip.core.engine.verify;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.Verdict;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.core.engine.services.NodeServices;
import dev.gossip.core.engine.services.PluginFailure;
import java.util.function.Supplier;

/** Spam control, with its refusals counted and its exceptions attributed to it. */
public final class GuardedSpamControl {
  private final String id;
  private final NodeServices services;
  private final SpamControl spam;

  public GuardedSpamControl(String id, SpamControl.Factory factory, NodeServices services) {
    this.id = id;
    this.services = services;
    this.spam = call("create", () -> factory.create(services::nowNanos));
  }

  public boolean admit(Peer from, Cost cost, int amount) {
    boolean admitted = call("admit", () -> spam.admit(from, cost, amount));
    if (!admitted) {
      services.drop(DropReason.REFUSED_BY_SPAM_CONTROL);
    }
    return admitted;
  }

  Verdict judge(GossipMessage message, Peer from) {
    return call("judge", () -> requireNonNull(spam.judge(message, from), "no verdict"));
  }

  public void onFirstCopy(GossipMessage message, Peer from) {
    run("onFirstCopy", () -> spam.onFirstCopy(message, from));
  }

  public void onDuplicate(GossipMessage message, Peer from) {
    run("onDuplicate", () -> spam.onDuplicate(message, from));
  }

  void onRejected(Peer from) {
    run("onRejected", () -> spam.onRejected(from));
  }

  public void onMisbehaviour(Peer peer, Misbehaviour kind) {
    run("onMisbehaviour", () -> spam.onMisbehaviour(peer, kind));
  }

  public void onPeerUp(Peer peer) {
    run("onPeerUp", () -> spam.onPeerUp(peer));
  }

  public void onPeerDown(Peer peer) {
    run("onPeerDown", () -> spam.onPeerDown(peer));
  }

  private void run(String method, Runnable callback) {
    call(
        method,
        () -> {
          callback.run();
          return true;
        });
  }

  private <T> T call(String method, Supplier<T> callback) {
    return PluginFailure.guard(id, method, callback);
  }
}
