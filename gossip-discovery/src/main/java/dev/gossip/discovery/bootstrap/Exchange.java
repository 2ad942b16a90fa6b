package dev.gossip.discovery.bootstrap;

/** Whether a node takes part in peer exchange. */
enum Exchange {
  /** It asks for addresses, and answers. */
  ON,
  /** It neither asks nor answers, nor says where it can be reached. */
  OFF
}
