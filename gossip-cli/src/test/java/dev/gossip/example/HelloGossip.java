package dev.gossip.example;

import dev.gossip.Gossip;
import dev.gossip.core.builtin.FloodingPlugin;
import dev.gossip.udp.UdpPlugin;

public class HelloGossip {
  public static void main(String[] args) throws Exception {
    try (var a = Gossip.node().with(new UdpPlugin()).with(new FloodingPlugin()).start();
        var b = Gossip.node().peer(a.address().toString()).start()) {
      a.subscribe(delivery -> System.out.println(delivery.text()));
      b.ready().join();
      b.publish("hello");
    }
  }
}
