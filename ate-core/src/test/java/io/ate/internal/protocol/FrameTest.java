package io.ate.internal.protocol;

import io.ate.internal.crypto.AuthenticationFailedException;
import io.ate.internal.crypto.FrameSealer;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FrameTest {
    private static final int LIMIT = PeerLimits.LONGEST_MESSAGE;

    private final Ends ends = Ends.connect(1);
    private final FrameWriter writer = new FrameWriter(ends.client());
    private final FrameReader<ToServer> reader = FrameReader.atServer(ends.server(), LIMIT);

    private static Slice next(FrameWriter writer) {
        return Objects.requireNonNull(writer.next(), "there is a frame to send");
    }

    private Slice frameOf(Message message) {
        writer.add(message);
        return next(writer);
    }

    private List<ToServer> readAll() throws AuthenticationFailedException, MalformedException {
        List<ToServer> messages = new ArrayList<>();
        for (Slice frame = writer.next(); frame != null; frame = writer.next()) {
            assertThat(frame.length()).isLessThanOrEqualTo(FrameWriter.SEALED_FRAME);
            messages.addAll(reader.read(frame));
        }
        return messages;
    }

    @Test
    void messagesOfManyKindsShareAFrame() throws Exception {
        List<ToServer> messages = new Messages(2).toServer().stream().filter(each -> !(each instanceof Part)).toList();
        messages.forEach(writer::add);
        assertThat(reader.read(next(writer))).isEqualTo(messages);
        assertThat(writer.next()).isNull();
        assertThat(writer.isEmpty()).isTrue();
    }

    @Test
    void theServersFramesOpenAtTheClient() throws Exception {
        FrameWriter atServer = new FrameWriter(ends.server());
        atServer.add(new Live(1, 2));
        assertThat(FrameReader.atClient(ends.client(), LIMIT).read(next(atServer))).containsExactly(new Live(1, 2));
    }

    @Test
    void whatDoesNotFitIntoAFrameGoesIntoTheNextOneInOrder() throws Exception {
        List<ToServer> sent = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            sent.add(new CommitMessage(1, i, Slice.of(new byte[200 * 1024])));
        }
        sent.forEach(writer::add);
        assertThat(readAll()).isEqualTo(sent);
    }

    @Test
    void messagesAreGatheredIntoFramesThatAreShortEnoughToArriveOverABadLink() throws Exception {
        List<ToServer> sent = new ArrayList<>();
        for (int i = 1; i <= 500; i++) {
            sent.add(new CommitMessage(1, i, Slice.of(new byte[1024])));
        }
        sent.add(new CommitMessage(1, 501, Slice.of(new byte[100 * 1024])));
        sent.add(new CommitMessage(1, 502, Slice.of(new byte[1024])));
        sent.forEach(writer::add);
        List<ToServer> received = new ArrayList<>();
        int frames = 0;
        for (Slice frame = writer.next(); frame != null; frame = writer.next()) {
            List<ToServer> messages = reader.read(frame);
            assertThat(messages.size() == 1 || frame.length() <= 64 * 1024 + FrameSealer.OVERHEAD).isTrue();
            received.addAll(messages);
            frames++;
        }
        assertThat(received).isEqualTo(sent);
        assertThat(frames).isLessThan(12);
    }

    @Test
    void aMessageOfTheGreatestLengthTravelsWhole() throws Exception {
        CommitMessage whole = new CommitMessage(1, 1, Slice.of(new byte[Message.WHOLE - 7]));
        assertThat(MessageCodec.encode(whole).length()).isEqualTo(Message.WHOLE);
        assertThat(reader.read(frameOf(whole))).containsExactly(whole);
    }

    @Test
    void aLongMessageTravelsInPartsThatUrgentOnesPassAndOthersDoNot() throws Exception {
        byte[] content = new byte[5 * 1024 * 1024 + 12_345];
        Ends.entropy(3).fill(content);
        CommitMessage first = new CommitMessage(1, 1, Slice.of(content));
        CommitMessage second = new CommitMessage(1, 2, Slice.of(content, 0, Message.WHOLE));
        CommitMessage third = new CommitMessage(1, 3, Slice.of(content, 0, 10));
        writer.add(first);
        writer.add(second);
        writer.add(third);
        assertThat(reader.read(next(writer))).isEmpty();
        writer.addUrgent(new Credit(1, 4));
        assertThat(reader.read(next(writer))).containsExactly(new Credit(1, 4));
        assertThat(readAll()).containsExactly(first, second, third);
        assertThat(writer.isEmpty()).isTrue();
    }

    @Test
    void nothingIsReadFromAFrameWithAFlippedBitNorAfterIt() throws Exception {
        Slice frame = frameOf(new Live(1, 2));
        Slice later = frameOf(new Live(1, 3));
        for (int i = 0; i < frame.length(); i++) {
            FrameReader<ToServer> fresh = FrameReader.atServer(Ends.connect(1).server(), LIMIT);
            Slice changed = Ends.changed(frame, i, 1);
            assertThatThrownBy(() -> fresh.read(changed)).isInstanceOf(AuthenticationFailedException.class);
            assertThatThrownBy(() -> fresh.read(Ends.copy(frame))).isInstanceOf(MalformedException.class);
            assertThatThrownBy(() -> fresh.read(Ends.copy(later))).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void aFrameIsNotReadTwice() throws Exception {
        Slice frame = frameOf(new Credit(1, 2));
        Slice recorded = Ends.copy(frame);
        assertThat(reader.read(frame)).hasSize(1);
        assertThatThrownBy(() -> reader.read(recorded)).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void aFrameIsNotReadBeforeTheOneThatWasSentBeforeIt() {
        writer.add(new Credit(1, 1));
        next(writer);
        Slice second = frameOf(new Credit(1, 2));
        assertThatThrownBy(() -> reader.read(second)).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void noPartOfAFrameIsRead() {
        Slice frame = frameOf(new Credit(1, 1));
        for (int length = 0; length < frame.length(); length++) {
            FrameReader<ToServer> fresh = FrameReader.atServer(Ends.connect(1).server(), LIMIT);
            Slice shorter = Ends.copy(frame.part(0, length));
            assertThatThrownBy(() -> fresh.read(shorter))
                    .isInstanceOfAny(AuthenticationFailedException.class, MalformedException.class);
        }
    }

    @Test
    void aFrameThatIsSentBackToItsSenderDoesNotOpen() {
        Slice frame = frameOf(new Credit(1, 1));
        FrameReader<ToClient> atSender = FrameReader.atClient(ends.client(), LIMIT);
        assertThatThrownBy(() -> atSender.read(frame)).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void aFrameOfAnotherConnectionDoesNotOpen() {
        Slice frame = frameOf(new Credit(1, 1));
        FrameReader<ToServer> other = FrameReader.atServer(Ends.connect(4).server(), LIMIT);
        assertThatThrownBy(() -> other.read(frame)).isInstanceOf(AuthenticationFailedException.class);
    }

    @Test
    void framesThatAreEmptyOrTooLongAreRefusedUnopened() {
        assertThatThrownBy(() -> reader.read(sealed(new byte[0]))).isInstanceOf(MalformedException.class);
        FrameReader<ToServer> fresh = FrameReader.atServer(Ends.connect(1).server(), LIMIT);
        assertThatThrownBy(() -> fresh.read(Slice.of(new byte[FrameWriter.SEALED_FRAME + 1])))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void aFrameHoldsWholeMessagesOfPermittedLength() {
        CommitMessage tooLong = new CommitMessage(1, 1, Slice.of(new byte[Message.WHOLE - 6]));
        List<byte[]> frames = List.of(
                new WireWriter().slice32(MessageCodec.encode(tooLong)).toArray(),
                new WireWriter().u32(Integer.MAX_VALUE).toArray(),
                new WireWriter().u32(0).toArray(),
                new WireWriter().u32(6).u8(MessageType.LIST_CHAINS).u32(1).toArray(),
                new WireWriter().u16(7).toArray());
        for (byte[] plaintext : frames) {
            Ends fresh = Ends.connect(5);
            Slice frame = sealed(fresh, plaintext);
            assertThatThrownBy(() -> FrameReader.atServer(fresh.server(), LIMIT).read(frame))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void nothingIsReadAfterAMalformedMessage() {
        Slice malformed = sealed(new WireWriter().u32(1).u8(255).toArray());
        Slice good = frameOf(new Credit(1, 1));
        assertThatThrownBy(() -> reader.read(malformed)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> reader.read(good)).isInstanceOf(MalformedException.class);
    }

    @Test
    void aClosedChannelNeitherSealsNorOpens() {
        Slice frame = frameOf(new Credit(1, 1));
        ends.client().close();
        ends.server().close();
        writer.add(new Credit(1, 2));
        assertThatThrownBy(writer::next).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> reader.read(frame)).isInstanceOf(IllegalStateException.class);
    }

    private Slice sealed(byte[] plaintext) {
        return sealed(ends, plaintext);
    }

    private static Slice sealed(Ends ends, byte[] plaintext) {
        byte[] frame = new byte[plaintext.length + FrameSealer.OVERHEAD];
        ends.client().sealer().seal(plaintext, 0, plaintext.length, frame, 0);
        return Slice.of(frame);
    }
}
