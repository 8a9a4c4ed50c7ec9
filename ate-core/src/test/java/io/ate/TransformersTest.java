package io.ate;

import io.ate.extension.Transformer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What values go through before they are sealed, as programs see it. */
class TransformersTest {
    private static final Note LONG = new Note("all work and no play ".repeat(500));

    @TempDir
    private Path folder;
    private final KeyBundle alice = KeyBundle.generate();
    private final KeyBundle bob = KeyBundle.generate();

    record Note(String text) {}

    /** Turns every byte around, which makes nothing shorter. */
    private record Turning(int id) implements Transformer {
        @Override
        public Optional<byte[]> transform(byte[] value) {
            return Optional.of(restore(value, value.length));
        }

        @Override
        public byte[] restore(byte[] transformed, int limit) {
            byte[] turned = transformed.clone();
            for (int i = 0; i < turned.length; i++) {
                turned[i] = (byte) ~turned[i];
            }
            return turned;
        }
    }

    /** Restores too much, or stumbles over what it was not made for. */
    private record Careless(int id) implements Transformer {
        @Override
        public Optional<byte[]> transform(byte[] value) {
            return Optional.of(new byte[] {1});
        }

        @Override
        public byte[] restore(byte[] transformed, int limit) {
            return transformed.length == 1 ? new byte[limit + 1] : new byte[-1];
        }
    }

    /** Restores something else than it was given. */
    private record Lossy(int id) implements Transformer {
        @Override
        public Optional<byte[]> transform(byte[] value) {
            return Optional.of(value);
        }

        @Override
        public byte[] restore(byte[] transformed, int limit) {
            return new Turning(id).restore(transformed, limit);
        }
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
    }

    @Test
    void whatWentThroughZstdIsReadByEveryProgram() {
        DaoRef<Note> note = stored(AteConfig.builder().transformer(Transformer.zstd()).build());
        try (Chain chain = open(AteConfig.defaults())) {
            assertThat(chain.get(note)).isEqualTo(LONG);
            chain.run(dio -> dio.load(note).update(old -> new Note(old.text() + "!")));
        }
        try (Chain chain = open(AteConfig.builder().transformer(Transformer.zstd(19)).build())) {
            assertThat(chain.get(note).text()).hasSize(LONG.text().length() + 1).endsWith("!");
        }
    }

    @Test
    void whatWentThroughAProgramsOwnIsReadByThoseWhoHaveIt() {
        DaoRef<Note> note = stored(AteConfig.builder().transformer(new Turning(77)).build());
        try (Chain chain = open(
                AteConfig.builder().transformer(Transformer.zstd()).restoring(new Turning(77)).build())) {
            assertThat(chain.get(note)).isEqualTo(LONG);
        }
        try (Chain chain = open(AteConfig.defaults())) {
            assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(() -> chain.get(note))
                    .withMessage("object " + note.key()
                            + ": a stored value of type Note went through transformer 77, which this program does not have:"
                            + " give it one by AteConfig.builder().restoring(...)");
        }
    }

    @Test
    void whatCannotBeRestoredStandsInNobodysWay() {
        DaoRef<Note> note = stored(AteConfig.builder().transformer(new Turning(77)).build());
        try (Chain chain = open(AteConfig.defaults())) {
            DaoRef<Note> other = chain.store(new Note("beside it"));
            long all = chain.commit(dio -> dio.all().count());
            assertThat(all).isEqualTo(2);
            assertThat(chain.get(other)).isEqualTo(new Note("beside it"));
            chain.overwrite(note, new Note("begun anew"));
            assertThat(chain.get(note)).isEqualTo(new Note("begun anew"));
        }
    }

    @Test
    void readersAreChangedByProgramsThatCannotRestoreTheValue() {
        DaoRef<Note> note = stored(AteConfig.builder().transformer(new Turning(77)).build());
        try (Chain chain = open(AteConfig.defaults())) {
            chain.run(dio -> dio.load(note).grantRead(alice.publicKeys(), bob.publicKeys()));
        }
        try (Chain chain = open(AteConfig.builder().transformer(new Turning(77)).build());
                Chain his = chain.as(Session.of(bob))) {
            assertThat(his.get(note)).isEqualTo(LONG);
        }
    }

    @Test
    void whatIsRestoredToMoreThanAValueOrNotAtAllIsRefused() {
        DaoRef<Note> much = stored(AteConfig.builder().transformer(new Careless(77)).build());
        try (Chain chain = open(AteConfig.builder().restoring(new Careless(77)).build())) {
            assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(() -> chain.get(much))
                    .withMessageContaining("restored by transformer 77; at most 16777200 are a value");
        }
        DaoRef<Note> garbage = stored(AteConfig.builder().transformer(new Turning(78)).build());
        try (Chain chain = open(AteConfig.builder().restoring(new Careless(78)).build())) {
            assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(() -> chain.get(garbage))
                    .withMessageContaining("a stored value of type Note cannot be restored by transformer 78: ")
                    .withCauseInstanceOf(NegativeArraySizeException.class);
        }
    }

    @Test
    void whatIsRestoredToAnotherValueIsRefusedAsOne() {
        DaoRef<Note> note = stored(AteConfig.builder().transformer(Turning77.AS_IT_IS).build());
        try (Chain chain = open(AteConfig.builder().restoring(new Turning(77)).build())) {
            assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(() -> chain.get(note))
                    .withMessageContaining("a stored value of type Note cannot be read as ");
        }
    }

    /** Has the id of another, and does something else. */
    private enum Turning77 implements Transformer {
        AS_IT_IS;

        @Override
        public int id() {
            return 77;
        }

        @Override
        public Optional<byte[]> transform(byte[] value) {
            return Optional.of(value);
        }

        @Override
        public byte[] restore(byte[] transformed, int limit) {
            return transformed;
        }
    }

    /** Cannot but fail when a value is written. */
    private record Failing(int id) implements Transformer {
        @Override
        public Optional<byte[]> transform(byte[] value) {
            throw new UnsupportedOperationException("not today");
        }

        @Override
        public byte[] restore(byte[] transformed, int limit) {
            return transformed;
        }
    }

    @Test
    void whichTransformerFailsWhenAValueIsWrittenIsTold() {
        try (Chain chain = open(AteConfig.builder().transformer(new Failing(79)).build())) {
            assertThatIllegalArgumentException().isThrownBy(() -> chain.store(LONG))
                    .withMessage("a value cannot be written, since transformer 79, %s, failed: not today",
                            Failing.class.getName())
                    .withCauseInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void idsAreToldApart() {
        for (int reserved : new int[] {-1, 0, 1, 2, 63, 256}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AteConfig.builder().transformer(new Turning(reserved)).build())
                    .withMessage("programs give their transformers ids from 64 to 255, not " + reserved);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> AteConfig.builder().transformer(new Turning(64)).restoring(new Careless(64)).build())
                .withMessageStartingWith("two transformers have the id 64: ");
        AteConfig several = AteConfig.builder().transformer(new Turning(64)).restoring(new Careless(255)).build();
        assertThat(Stream.concat(several.transformer().stream(), several.restoring().stream()).map(Transformer::id))
                .containsExactly(64, 255);
    }

    private DaoRef<Note> stored(AteConfig config) {
        try (Chain chain = open(config)) {
            return chain.store(LONG);
        }
    }

    private Chain open(AteConfig config) {
        return Chain.open(folder, Session.of(alice), config);
    }

    @Test
    void aTransformerThatRestoresSomethingElseIsBlamedForIt() {
        try (Chain chain = Chain.temporary(AteConfig.builder().transformer(new Lossy(70)).build())) {
            DaoRef<Note> note = chain.store(LONG);

            assertThatExceptionOfType(IncompatibleValueException.class).isThrownBy(() -> chain.get(note))
                    .withMessageContaining(note.key().toString())
                    .withMessageContaining("transformer 70")
                    .withMessageContaining("the transformer's fault");
        }
    }
}
