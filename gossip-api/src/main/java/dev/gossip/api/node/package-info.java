/** What a node reports to the application: publish outcomes and events. */
@NullMarked
package dev.gossip.api.node;

import org.jspecify.annotations.NullMarked;
