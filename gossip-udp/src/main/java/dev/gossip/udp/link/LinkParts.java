package dev.gossip.udp.link;

import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.table.HalfOpenLinks;
import dev.gossip.udp.table.LinkTable;

/**
 * The parts that plain and secure links share.
 *
 * @param context what the node offers
 * @param events what the node wants to know
 * @param settings the settings
 * @param links all links
 * @param halfOpen those whose other end has not answered yet
 * @param sender the datagrams of links
 * @param data what waits on links
 * @param largeFrames frames that travel in several datagrams
 * @param liveness pings
 * @param transitions coming up and going down
 */
public record LinkParts(
    TransportContext context,
    LinkEvents events,
    LinkSettings settings,
    LinkTable links,
    HalfOpenLinks halfOpen,
    PacketSender sender,
    DataSender data,
    LargeFrames largeFrames,
    Liveness liveness,
    LinkTransitions transitions) {

  public static LinkParts of(TransportContext context, LinkEvents events, LinkSettings settings) {
    HalfOpenLinks halfOpen = new HalfOpenLinks(settings.maxHalfOpen(), context.random());
    LinkTable links = new LinkTable(settings.maxLinks(), halfOpen, context);
    PacketSender sender = new PacketSender(context);
    LargeFrames largeFrames = new LargeFrames(context, events);
    links.onRemoved(largeFrames::forget);
    return new LinkParts(
        context,
        events,
        settings,
        links,
        halfOpen,
        sender,
        new DataSender(context, events, settings, links, sender, largeFrames),
        largeFrames,
        new Liveness(context, events, settings, links, sender),
        new LinkTransitions(context, events, settings, links, halfOpen, sender));
  }
}
