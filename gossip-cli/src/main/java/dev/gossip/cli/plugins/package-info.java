/** {@code gossip plugins}: the reference of all plugins, settings, metrics and drop reasons. */
@NullMarked
package dev.gossip.cli.plugins;

import org.jspecify.annotations.NullMarked;
