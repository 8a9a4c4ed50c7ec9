package io.ate.benchmarks;

import io.ate.internal.crypto.Argon2id;
import io.ate.internal.crypto.AssociatedData;
import io.ate.internal.crypto.AuthenticationFailedException;
import io.ate.internal.crypto.Entropy;
import io.ate.internal.crypto.FrameSealer;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.crypto.Hpke;
import io.ate.internal.crypto.KeyWrap;
import io.ate.internal.crypto.Label;
import io.ate.internal.crypto.PublicBundle;
import io.ate.internal.crypto.RekeyLimits;
import io.ate.internal.crypto.Secret;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.crypto.VerifyingKeys;
import io.ate.internal.crypto.XWingPrivateKey;
import io.ate.internal.crypto.XWingPublicKey;
import io.ate.internal.crypto.Xaes256Gcm;
import io.ate.internal.wire.Hash;
import io.ate.internal.wire.Slice;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What each primitive costs as this project uses it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class CryptoBenchmark {
    private static final Label LABEL = Label.of("ate/benchmark/1");

    private final Entropy entropy = Entropy.system();
    private final byte[] nonce = Xaes256Gcm.newNonce(entropy);
    private final byte[] sealingNonce = nonce.clone();
    private final Secret dataKey = Secret.random(32, entropy);
    private final Slice payload = Slice.of(entropy.bytes(1024));
    private final Slice facts = Slice.of(entropy.bytes(100));
    private final Slice seal = Slice.of(entropy.bytes(64));
    private final byte[] chain = entropy.bytes(32);
    private final Slice sealed = Slice.of(Xaes256Gcm.seal(dataKey, nonce, bound(), payload));

    private final HeldKeys keys = HeldKeys.generate(entropy);
    private final PublicBundle bundle = PublicBundle.of(keys.publicKeys().encoded());
    private final VerifyingKeys verifying = VerifyingKeys.of(bundle);
    private final Hash digest = Sha256.plain(payload);
    private final Slice signature = Slice.of(keys.sign(digest, LABEL));

    private final XWingPrivateKey encapsulation = XWingPrivateKey.generate(entropy);
    private final byte[] info = LABEL.bytes();
    private final Slice encapsulated = Slice.of(
            Hpke.seal(encapsulation.publicKey(), info, AssociatedData.none(), Slice.of(chain), entropy));

    private final FrameSealer frames = new FrameSealer(dataKey, RekeyLimits.PROTOCOL);
    private final byte[] smallFrame = new byte[1024 + FrameSealer.OVERHEAD];
    private final byte[] largeFrame = new byte[65_536 + FrameSealer.OVERHEAD];
    private final Slice wrapped = Slice.of(KeyWrap.wrap(dataKey, dataKey, AssociatedData.none(), entropy));
    private final byte[] salt = entropy.bytes(Argon2id.SALT_BYTES);

    @Benchmark
    public byte[] randomNonce() {
        return Xaes256Gcm.newNonce(entropy);
    }

    @Benchmark
    public Hash hashOfAnEvent() {
        return Sha256.of(LABEL).fixed(chain).variable(facts).variable(seal).digest();
    }

    @Benchmark
    public Hash hashOfAPayloadOf1KiB() {
        return Sha256.plain(payload);
    }

    @Benchmark
    public byte[] sealAPayloadOf1KiB() {
        // Not drawn anew, since randomNonce measures that; not the same either, since no ciphertext ever has the same.
        sealingNonce[0]++;
        return Xaes256Gcm.seal(dataKey, sealingNonce, bound(), payload);
    }

    @Benchmark
    public byte[] openAPayloadOf1KiB() throws AuthenticationFailedException {
        return Xaes256Gcm.open(dataKey, nonce, bound(), sealed);
    }

    @Benchmark
    public int sealAFrameOf1KiB() {
        return frames.seal(smallFrame, 0, 1024, smallFrame, 0);
    }

    @Benchmark
    public int sealAFrameOf64KiB() {
        return frames.seal(largeFrame, 0, 65_536, largeFrame, 0);
    }

    @Benchmark
    public byte[] signByBothFamilies() {
        return keys.sign(digest, LABEL);
    }

    @Benchmark
    public boolean verifyBothFamilies() {
        return verifying.verify(digest, LABEL, signature);
    }

    @Benchmark
    public VerifyingKeys decodePublicKeys() {
        return VerifyingKeys.of(bundle);
    }

    @Benchmark
    public HeldKeys generateKeys() {
        return HeldKeys.generate(entropy);
    }

    @Benchmark
    public byte[] wrapForAPublicKey() {
        XWingPublicKey receiver = encapsulation.publicKey();
        return Hpke.seal(receiver, info, AssociatedData.none(), Slice.of(chain), entropy);
    }

    @Benchmark
    public byte[] unwrapWithAPrivateKey() throws AuthenticationFailedException {
        return Hpke.open(encapsulation, info, AssociatedData.none(), encapsulated);
    }

    @Benchmark
    public byte[] wrapUnderAKey() {
        return KeyWrap.wrap(dataKey, dataKey, AssociatedData.none(), entropy);
    }

    @Benchmark
    public Secret unwrapUnderAKey() throws AuthenticationFailedException {
        return KeyWrap.unwrap(dataKey, wrapped, AssociatedData.none());
    }

    @Benchmark
    public Secret keyOfAPassphrase() {
        return Argon2id.DEFAULT.derive(new char[] {'x'}, salt, 32);
    }

    private AssociatedData bound() {
        return AssociatedData.of(LABEL).fixed(chain).variable(facts);
    }
}
