package io.ate.benchmarks;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.concurrent.TimeUnit;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingKeyGenerationParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingKeyPairGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The same primitive by the JDK and by Bouncy Castle: why each is taken from where it is. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class ProviderBenchmark {
    private final SecureRandom random = new SecureRandom();
    private final byte[] message = new byte[62];
    private final byte[] seed = new byte[32];
    private final byte[] point = new byte[32];
    private final byte[] edwardsSignature = new byte[64];

    private final KeyPair edwards = generate("Ed25519");
    private final KeyPair lattice = generate("ML-DSA-65");
    private final KeyPair encapsulation = generate("ML-KEM-768");
    private final byte[] jdkEdwardsSignature = sign("Ed25519", edwards);
    private final byte[] jdkLatticeSignature = sign("ML-DSA-65", lattice);
    private final KEM.Encapsulated encapsulated = encapsulate();

    private final MLDSAPrivateKeyParameters otherLattice;
    private final byte[] otherLatticeSignature;
    private final XWingPublicKeyParameters xwingPublic;
    private final XWingPrivateKeyParameters xwingPrivate;
    private final byte[] xwingCiphertext;
    private final MessageDigest prototype;

    public ProviderBenchmark() {
        random.nextBytes(seed);
        Ed25519.generatePublicKey(seed, 0, point, 0);
        Ed25519.sign(seed, 0, message, 0, message.length, edwardsSignature, 0);
        otherLattice = new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, seed);
        XWingKeyPairGenerator generator = new XWingKeyPairGenerator();
        generator.init(new XWingKeyGenerationParameters(random));
        var pair = generator.generateKeyPair();
        xwingPublic = (XWingPublicKeyParameters) pair.getPublic();
        xwingPrivate = (XWingPrivateKeyParameters) pair.getPrivate();
        xwingCiphertext = new XWingKEMGenerator(random).generateEncapsulated(xwingPublic).getEncapsulation();
        try {
            otherLatticeSignature = latticeSignByBouncyCastle();
            prototype = MessageDigest.getInstance("SHA-256");
        } catch (CryptoException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Benchmark
    public byte[] sha256ByGetInstance() throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(message);
    }

    @Benchmark
    public byte[] sha256ByClone() throws CloneNotSupportedException {
        return ((MessageDigest) prototype.clone()).digest(message);
    }

    @Benchmark
    public byte[] sha256ByReuse() {
        return prototype.digest(message);
    }

    @Benchmark
    public byte[] edwardsSignByBouncyCastle() {
        Ed25519.sign(seed, 0, point, 0, message, 0, message.length, edwardsSignature, 0);
        return edwardsSignature;
    }

    @Benchmark
    public byte[] edwardsSignByJdk() {
        return sign("Ed25519", edwards);
    }

    @Benchmark
    public boolean edwardsVerifyByBouncyCastle() {
        return Ed25519.verify(edwardsSignature, 0, point, 0, message, 0, message.length);
    }

    @Benchmark
    public boolean edwardsVerifyByJdk() throws GeneralSecurityException {
        return verify("Ed25519", edwards, jdkEdwardsSignature);
    }

    @Benchmark
    public final byte[] latticeSignByBouncyCastle() throws CryptoException {
        MLDSASigner signer = new MLDSASigner();
        signer.init(true, otherLattice);
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }

    @Benchmark
    public byte[] latticeSignByJdk() {
        return sign("ML-DSA-65", lattice);
    }

    @Benchmark
    public boolean latticeVerifyByBouncyCastle() {
        MLDSASigner signer = new MLDSASigner();
        signer.init(false, otherLattice.getPublicKeyParameters());
        signer.update(message, 0, message.length);
        return signer.verifySignature(otherLatticeSignature);
    }

    @Benchmark
    public boolean latticeVerifyByJdk() throws GeneralSecurityException {
        return verify("ML-DSA-65", lattice, jdkLatticeSignature);
    }

    @Benchmark
    public byte[] xwingEncapsulateByBouncyCastle() {
        return new XWingKEMGenerator(random).generateEncapsulated(xwingPublic).getSecret();
    }

    @Benchmark
    public byte[] xwingDecapsulateByBouncyCastle() {
        return new XWingKEMExtractor(xwingPrivate).extractSecret(xwingCiphertext);
    }

    @Benchmark
    public KEM.Encapsulated mlKemEncapsulateByJdk() {
        return encapsulate();
    }

    @Benchmark
    public Object mlKemDecapsulateByJdk() throws GeneralSecurityException, DecapsulateException {
        return KEM.getInstance("ML-KEM-768")
                .newDecapsulator(encapsulation.getPrivate())
                .decapsulate(encapsulated.encapsulation());
    }

    @Benchmark
    public byte[] x25519ByBouncyCastle() {
        byte[] secret = new byte[32];
        X25519.scalarMult(seed, 0, point, 0, secret, 0);
        return secret;
    }

    private KEM.Encapsulated encapsulate() {
        try {
            return KEM.getInstance("ML-KEM-768").newEncapsulator(encapsulation.getPublic(), random).encapsulate();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair generate(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] sign(String algorithm, KeyPair pair) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean verify(String algorithm, KeyPair pair, byte[] bytes) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initVerify(pair.getPublic());
        signature.update(message);
        return signature.verify(bytes);
    }
}
