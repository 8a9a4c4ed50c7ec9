package io.ate.server.internal;

import io.netty.channel.Channel;

/** Closes what nobody listens to any more. Stateless. */
final class Sockets {
    private Sockets() {}

    /** Closes the channel; that it is closed already, or fails to close, changes nothing for anybody. */
    static void close(Channel channel) {
        var _ = channel.close();
    }
}
