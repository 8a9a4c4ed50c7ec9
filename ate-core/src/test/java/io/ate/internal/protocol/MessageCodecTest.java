package io.ate.internal.protocol;

import io.ate.Reason;
import io.ate.internal.event.Bounds;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MessageCodecTest {
    private static final int SEEDS = 200;

    @Test
    void everyMessageToAServerIsReadAsItWasWritten() throws MalformedException {
        for (int seed = 0; seed < SEEDS; seed++) {
            for (ToServer message : new Messages(seed).toServer()) {
                assertThat(MessageCodec.decodeToServer(MessageCodec.encode(message))).as("seed %d", seed)
                        .isEqualTo(message);
            }
        }
    }

    @Test
    void everyMessageToAClientIsReadAsItWasWritten() throws MalformedException {
        for (int seed = 0; seed < SEEDS; seed++) {
            for (ToClient message : new Messages(seed).toClient()) {
                assertThat(MessageCodec.decodeToClient(MessageCodec.encode(message))).as("seed %d", seed)
                        .isEqualTo(message);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noTruncationOrChangedByteIsTakenForAnotherLayout(long seed) {
        for (ToServer message : new Messages(seed).toServer()) {
            spoil(message, Strictness::asToServer, seed);
        }
        for (ToClient message : new Messages(seed).toClient()) {
            spoil(message, Strictness::asToClient, seed);
        }
    }

    private static void spoil(Message message, Strictness.Rewriting layout, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = MessageCodec.encode(message).toArray();
        String what = "seed " + seed + ", " + message.getClass().getSimpleName();
        // Of the longest messages a sample is enough: most of their bytes are content.
        int step = 1 + bytes.length / 4000;
        for (int i = 0; i < bytes.length; i += step) {
            byte[] shorter = Arrays.copyOf(bytes, i);
            Strictness.isReadAsExactlyThatOrRefused(shorter, layout, what + " cut at " + i);
            for (int change : new int[] {1, 0x80, 0xff, 1 + random.nextInt(255)}) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) change;
                Strictness.isReadAsExactlyThatOrRefused(changed, layout, what + " changed at " + i);
            }
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        Strictness.isReadAsExactlyThatOrRefused(longer, layout, what + " with a byte more");
    }

    @Test
    void whatOneSideSendsIsRefusedFromTheOther() {
        for (ToServer message : new Messages(7).toServer()) {
            if (!(message instanceof Part)) {
                assertThatThrownBy(() -> MessageCodec.decodeToClient(MessageCodec.encode(message)))
                        .isInstanceOf(MalformedException.class);
            }
        }
        for (ToClient message : new Messages(7).toClient()) {
            if (!(message instanceof Part)) {
                assertThatThrownBy(() -> MessageCodec.decodeToServer(MessageCodec.encode(message)))
                        .isInstanceOf(MalformedException.class);
            }
        }
    }

    @Test
    void aRequestOfALaterVersionIsReadFarEnoughToBeRejected() throws MalformedException {
        for (int type : MessageType.RESERVED_TO_SERVER) {
            Slice bytes = new WireWriter().u8(type).u16(5).u32(77).raw(new byte[] {1, 2, 3}).toSlice();
            assertThat(MessageCodec.decodeToServer(bytes))
                    .isEqualTo(new Unsupported(type, 5, 77, Slice.of(new byte[] {1, 2, 3})));
        }
    }

    @Test
    void noTypeMeansTwoThings() {
        int[] used = IntStream.range(0, 256).filter(type -> type != MessageType.PART).toArray();
        for (int type : used) {
            boolean toServer = isKnown(type, Strictness::asToServer);
            boolean toClient = isKnown(type, Strictness::asToClient);
            assertThat(toServer && toClient).as("type %d", type).isFalse();
        }
    }

    private static boolean isKnown(int type, Strictness.Rewriting layout) {
        try {
            layout.rewrite(new WireWriter().u8(type).toSlice());
            return true;
        } catch (MalformedException e) {
            return !String.valueOf(e.getMessage()).contains(" of type ");
        }
    }

    @Test
    void aReasonOfALaterVersionKeepsItsCodeAndText() throws MalformedException {
        Rejected rejected = new Rejected(1, 2, 4711, null, "no such thing as yet", true);
        Rejected read = (Rejected) MessageCodec.decodeToClient(MessageCodec.encode(rejected));
        assertThat(read.reason()).isEqualTo(Reason.UNKNOWN);
        assertThat(read).isEqualTo(rejected);
    }

    @Test
    void textThatIsTooLongIsCutBetweenCharacters() throws MalformedException {
        for (int before = 0; before < 4; before++) {
            Notice notice = new Notice(NoticeKind.TEXT, "x".repeat(before) + "🙂".repeat(Message.TEXT));
            assertThat(notice.text()).endsWith("🙂…");
            assertThat(MessageCodec.decodeToClient(MessageCodec.encode(notice))).isEqualTo(notice);
        }
        String longest = "x".repeat(Message.TEXT);
        assertThat(new Notice(NoticeKind.TEXT, longest).text()).isEqualTo(longest);
        assertThat(new Notice(NoticeKind.TEXT, "half a \ud83d character").text()).isEqualTo("half a ? character");
    }

    @Test
    void aLengthOnTheWordOfAStrangerTakesNoMemory() {
        byte[] genesis = new WireWriter().u8(MessageType.OPENED).u16(1).u32(1).u32(Bounds.ENCODED_COMMIT).toArray();
        byte[] event = new WireWriter().u8(MessageType.EVENTS)
                .u16(1)
                .u64(0)
                .u64(1)
                .u8(2)
                .u32(Integer.MAX_VALUE)
                .toArray();
        byte[] path = new WireWriter().u8(MessageType.PROOF).u16(1).u32(1).u8(255).toArray();
        for (byte[] each : new byte[][] {genesis, event, path}) {
            assertThat(Strictness.isReadAsExactlyThatOrRefused(each, Strictness::asToClient, "a long length"))
                    .isFalse();
        }
    }

    @Test
    void channelsAndRequestsBeginAtOne() {
        Slice noChannel = new WireWriter().u8(MessageType.CREDIT).u16(0).u32(1).toSlice();
        Slice noRequest = new WireWriter().u8(MessageType.LIST_CHAINS).u32(0).toSlice();
        assertThatThrownBy(() -> MessageCodec.decodeToServer(noChannel)).hasMessageContaining("channels");
        assertThatThrownBy(() -> MessageCodec.decodeToServer(noRequest)).hasMessageContaining("requests");
    }

    @Test
    void anInclusionProofIsAskedForAnEventInTheTree() {
        Slice request = MessageCodec.encode(new ProofRequest(1, 1, ProofKind.INCLUSION, 7, 7));
        assertThatThrownBy(() -> MessageCodec.decodeToServer(request)).isInstanceOf(MalformedException.class);
    }
}
