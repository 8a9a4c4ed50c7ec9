package io.ate.internal.protocol;

import io.ate.internal.crypto.AuthenticationFailedException;
import io.ate.internal.crypto.FrameOpener;
import io.ate.internal.crypto.FrameSealer;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens frames in the order in which they were sealed and reads their messages, those in parts once they are complete.
 * Every failure is final: nothing is read after it, and the connection is to be closed. Confined to one thread.
 *
 * @param <M> what the other side sends
 */
public final class FrameReader<M extends Message> {
    private final FrameOpener opener;
    private final Decoder<M> decoder;
    private final PartReader parts;
    private boolean ended;

    private FrameReader(SecureChannel channel, Decoder<M> decoder, int longestMessage) {
        opener = channel.opener();
        this.decoder = decoder;
        parts = new PartReader(longestMessage);
    }

    /** Reads what clients send. */
    public static FrameReader<ToServer> atServer(SecureChannel channel, int longestMessage) {
        return new FrameReader<>(channel, MessageCodec::decodeToServer, longestMessage);
    }

    /** Reads what servers send. */
    public static FrameReader<ToClient> atClient(SecureChannel channel, int longestMessage) {
        return new FrameReader<>(channel, MessageCodec::decodeToClient, longestMessage);
    }

    /** Takes messages up to another length from now on. */
    public void allow(int longestMessage) {
        parts.allow(longestMessage);
    }

    /** How many bytes are kept of a message that has come in part; 0 if there is none. */
    public int unfinished() {
        return parts.unfinished();
    }

    /** Reads nothing any more, and lets go of a message that has come in part. */
    public void end() {
        ended = true;
        parts.drop();
    }

    /**
     * Opens the next frame where it stands and reads what is complete with it, never a {@link Part}.
     *
     * @param frame as it came; its array belongs to the messages from now on
     * @throws AuthenticationFailedException if this is not the next frame as it was sealed
     * @throws MalformedException if it holds anything but messages in their layout and within their bounds
     */
    public List<M> read(Slice frame) throws AuthenticationFailedException, MalformedException {
        if (ended) {
            throw new MalformedException("nothing is read after what ended the channel");
        }
        ended = true;
        if (frame.length() > FrameWriter.SEALED_FRAME || frame.length() <= FrameSealer.OVERHEAD) {
            throw new MalformedException("a frame of " + frame.length() + " bytes");
        }
        int length = opener.open(frame.array(), frame.offset(), frame.length(), frame.array(), frame.offset());
        List<M> messages = messages(new WireReader(frame.part(0, length)));
        ended = false;
        return messages;
    }

    private List<M> messages(WireReader in) throws MalformedException {
        List<M> messages = new ArrayList<>();
        while (in.remaining() > 0) {
            M message = decoder.decode(in.slice32(Message.WHOLE));
            if (message instanceof Part part) {
                addWhole(part, messages);
            } else {
                messages.add(message);
            }
        }
        return messages;
    }

    private void addWhole(Part part, List<M> messages) throws MalformedException {
        Slice whole = parts.add(part);
        if (whole != null) {
            // Never a part again: that one would be short enough to travel whole.
            messages.add(decoder.decode(whole));
        }
    }

    @FunctionalInterface
    private interface Decoder<M> {
        M decode(Slice bytes) throws MalformedException;
    }
}
