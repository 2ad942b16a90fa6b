package dev.gossip.example;

import dev.gossip.GossipNode;
import java.time.Duration;

public class HelloGossip {
  public static void main(String[] args) throws Exception {
    try (var a = GossipNode.builder().onMessage("news", m -> System.out.println(m.text())).start();
        var b = GossipNode.builder().peers(a.address().toString()).start()) {
      b.awaitReady(Duration.ofSeconds(10));
      b.publish("news", "hello").orElseThrow();
    }
  }
}
