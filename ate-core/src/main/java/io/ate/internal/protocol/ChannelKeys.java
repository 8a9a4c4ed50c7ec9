package io.ate.internal.protocol;

import io.ate.internal.crypto.FrameOpener;
import io.ate.internal.crypto.FrameSealer;
import io.ate.internal.crypto.HpkeContext;
import io.ate.internal.crypto.RekeyLimits;
import io.ate.internal.crypto.Secret;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.nio.charset.StandardCharsets;

/**
 * How the keys of a channel follow from its handshake: HPKE with {@code info = "ate/channel/1" ‖ SHA-256(client hello)}
 * exports 32 bytes for each direction, the exporter's context being {@code u8 direction ‖ transcript}. Stateless.
 */
final class ChannelKeys {
    private static final byte[] CHANNEL = "ate/channel/1".getBytes(StandardCharsets.US_ASCII);
    private static final int CLIENT_TO_SERVER = 1;
    private static final int SERVER_TO_CLIENT = 2;
    private static final int KEY_BYTES = 32;

    private ChannelKeys() {}

    /** HPKE's {@code info}, which binds the agreement to the client's hello. */
    static byte[] info(Slice clientHello) {
        return new WireWriter(CHANNEL.length + Hash.BYTES).raw(CHANNEL).hash(Sha256.plain(clientHello)).toArray();
    }

    /** The client's end of the channel. */
    static SecureChannel clientEnd(HpkeContext agreed, Hash transcript, Peer server) {
        try (Secret sent = export(agreed, CLIENT_TO_SERVER, transcript);
                Secret received = export(agreed, SERVER_TO_CLIENT, transcript)) {
            return channel(sent, received, transcript, server);
        }
    }

    /** The server's end of the channel. */
    static SecureChannel serverEnd(HpkeContext agreed, Hash transcript, Peer client) {
        try (Secret sent = export(agreed, SERVER_TO_CLIENT, transcript);
                Secret received = export(agreed, CLIENT_TO_SERVER, transcript)) {
            return channel(sent, received, transcript, client);
        }
    }

    private static SecureChannel channel(Secret sent, Secret received, Hash transcript, Peer peer) {
        return new SecureChannel(new FrameSealer(sent, RekeyLimits.PROTOCOL),
                new FrameOpener(received, RekeyLimits.PROTOCOL), transcript, peer);
    }

    private static Secret export(HpkeContext agreed, int direction, Hash transcript) {
        byte[] context = new WireWriter(1 + Hash.BYTES).u8(direction).hash(transcript).toArray();
        return agreed.export(context, KEY_BYTES);
    }
}
