package dev.gossip.discovery.testing;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.KnownAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** An address book with what a test puts in. */
public final class ScriptedBook implements AddressBook {
  private final List<PeerAddress> passable = new ArrayList<>();
  private final Random shuffling = new Random(7);
  private @Nullable PeerAddress own;

  /** This node shook hands with a node there. */
  public void shookHands(PeerAddress address) {
    passable.add(address);
  }

  /** Sets the address of this node. */
  public void setOwnAddress(PeerAddress address) {
    own = address;
  }

  @Override
  public Optional<PeerAddress> draw(Draw from) {
    return Optional.empty();
  }

  @Override
  public List<PeerAddress> toPassOn(int max) {
    List<PeerAddress> all = new ArrayList<>(passable);
    Collections.shuffle(all, shuffling);
    return List.copyOf(all.subList(0, Math.min(max, all.size())));
  }

  @Override
  public List<PeerAddress> anchors() {
    return List.of();
  }

  @Override
  public Optional<PeerAddress> ownAddress() {
    return Optional.ofNullable(own);
  }

  @Override
  public Optional<KnownAddress> find(PeerAddress address) {
    return Optional.empty();
  }

  @Override
  public List<KnownAddress> latest(int max) {
    return List.of();
  }

  @Override
  public int size() {
    return passable.size();
  }
}
