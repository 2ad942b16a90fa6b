package dev.gossip.cli.lint;

/**
 * What a network is expected to carry.
 *
 * @param rate messages per second of all authors together
 * @param peers how many peers a node has
 * @param loss share of the datagrams that are lost
 * @param bytes size of the payload of a message
 */
record Expectation(double rate, int peers, double loss, int bytes) {}
