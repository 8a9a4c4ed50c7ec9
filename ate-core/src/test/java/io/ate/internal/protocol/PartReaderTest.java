package io.ate.internal.protocol;

import io.ate.internal.crypto.FrameSealer;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PartReaderTest {
    private static final int BOUND = 1024 * 1024;

    private static Part part(boolean last, int length) {
        return new Part(last, Slice.of(new byte[length]));
    }

    @Test
    void partsMakeTheMessageThatWasCut() throws MalformedException {
        for (int length : new int[] {Message.WHOLE + 1, 2 * Part.BYTES - 1, 2 * Part.BYTES, 2 * Part.BYTES + 1,
            BOUND}) {
            byte[] message = new byte[length];
            Ends.entropy(length).fill(message);
            PartWriter writer = new PartWriter(Slice.of(message));
            PartReader reader = new PartReader(BOUND);
            Slice whole = null;
            while (writer.hasNext()) {
                assertThat(whole).isNull();
                Part part = writer.next();
                assertThat(MessageCodec.decodeToServer(MessageCodec.encode(part))).isEqualTo(part);
                whole = reader.add(part);
            }
            assertThat(whole).as("length %d", length).isEqualTo(Slice.of(message));
            assertThat(reader.unfinished()).isZero();
        }
    }

    @Test
    void aMessageBeyondTheBoundIsRefusedBeforeItIsKept() throws MalformedException {
        PartReader reader = new PartReader(BOUND);
        for (int i = 0; i < 4; i++) {
            assertThat(reader.add(part(false, Part.BYTES))).isNull();
        }
        assertThat(reader.unfinished()).isEqualTo(4 * Part.BYTES);
        assertThatThrownBy(() -> reader.add(part(true, 9))).isInstanceOf(MalformedException.class)
                .hasMessageContaining("exceeds");
    }

    @Test
    void theBoundMayBeRaisedWhileAMessageIsUnderWay() throws MalformedException {
        PartReader reader = new PartReader(Part.BYTES);
        reader.add(part(false, Part.BYTES));
        reader.allow(BOUND);
        assertThat(reader.add(part(true, 100))).isEqualTo(Slice.of(new byte[Part.BYTES + 100]));
    }

    @Test
    void aMessageThatCouldTravelWholeIsRefusedInParts() throws MalformedException {
        PartReader reader = new PartReader(BOUND);
        reader.add(part(false, Part.BYTES));
        assertThatThrownBy(() -> reader.add(part(true, 2))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new PartReader(BOUND).add(part(true, 100))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> new PartWriter(Slice.of(new byte[Message.WHOLE])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void partsThatAreEmptyOrShortOrLongAreMalformed() {
        for (Part part : new Part[] {part(true, 0), part(false, 0), part(false, Part.BYTES - 1),
            part(true, Part.BYTES + 1)}) {
            assertThatThrownBy(() -> MessageCodec.decodeToServer(MessageCodec.encode(part)))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void partsOfPartsAreRefused() {
        Ends ends = Ends.connect(1);
        // What looks like a last part once it is put together: a type, a flag, and more bytes than a message has.
        byte[] inner = new WireWriter().u8(MessageType.PART).flag(true).raw(new byte[Message.WHOLE]).toArray();
        PartWriter cut = new PartWriter(Slice.of(inner));
        WireWriter frame = new WireWriter();
        while (cut.hasNext()) {
            frame.slice32(MessageCodec.encode(cut.next()));
        }
        int length = frame.length();
        Slice bytes = frame.raw(new byte[FrameSealer.OVERHEAD]).toSlice();
        ends.client().sealer().seal(bytes.array(), 0, length, bytes.array(), 0);
        assertThatThrownBy(() -> FrameReader.atServer(ends.server(), BOUND).read(bytes))
                .isInstanceOf(MalformedException.class);
    }
}
