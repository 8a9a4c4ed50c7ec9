package io.ate.internal.copy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.ate.internal.copy.CopyFile.Piece;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.WireWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever is in a file is read as the pieces of a copy, or refused. */
class CopyFuzzTest {
    @FuzzTest
    void anyBytesAreNoCopyOrMalformed(byte[] bytes) throws IOException {
        read(bytes);
    }

    @FuzzTest
    void anyBytesBetweenASoundBeginningAndTheHashOfThemArePiecesOrMalformed(byte[] bytes) throws IOException {
        byte[] before = new WireWriter().raw(CopyFile.FIRST).raw(bytes).toArray();
        read(new WireWriter().raw(before).raw(Sha256.plain(before).bytes()).toArray());
    }

    private static void read(byte[] file) throws IOException {
        try (CopyReader in = new CopyReader(new ByteArrayInputStream(file), file.length)) {
            long left = in.left();
            for (Piece piece = in.next(); piece != null; piece = in.next()) {
                assertThat(in.left()).isLessThan(left);
                left = in.left();
            }
            assertThat(left).isZero();
        } catch (MalformedException refused) {
            assertThat(refused)
                    .hasMessageMatching("(?s)(it is no copy of a chain: .*|ends \\d+ bytes too early|.*UTF-8.*)");
        }
    }
}
