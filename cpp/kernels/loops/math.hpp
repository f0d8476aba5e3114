// SPDX-License-Identifier: MIT
// exp, expm1, log1p, sigmoid, tanh and Φ on vectors. The largest errors stated here are in units in
// the last place, over half a million points against a longer format; tests/test_activations.py
// holds them. The polynomials are Chebyshev fits made for this file, the rational forms of Φ are
// those of S. Moshier's Cephes library (ndtr).
#pragma once

#include <cstddef>

#include "kernels/matrix.hpp"

namespace deltaward {
namespace {

// Coefficients in ascending order, Horner's scheme.
template <class V, std::size_t N, class T = typename V::Scalar>
DELTAWARD_INLINE V polynomial(V x, const T (&c)[N]) {
  V y = V::set(c[N - 1]);
  for (std::size_t i = N - 1; i-- > 0;) y = fma(y, x, V::set(c[i]));
  return y;
}

// The same from three coefficients on, in pairs: half as many products wait for one another.
template <class V, std::size_t N, class T = typename V::Scalar>
DELTAWARD_INLINE V paired_polynomial(V x, V x2, const T (&c)[N]) {
  const auto pair = [&](std::size_t i) { return fma(V::set(c[i + 1]), x, V::set(c[i])); };
  V y = N % 2 ? V::set(c[N - 1]) : pair(N - 2);
  for (std::size_t i = (N - 1) / 2; i-- > 0;) y = fma(y, x2, pair(2 * i));
  return y;
}

template <class T>
struct MathConstants;

template <>
struct MathConstants<float> {
  static constexpr float whole = 0x1.8p23f;  // + x − x rounds x to nearest
  static constexpr float exp_low = -104.0f, exp_high = 89.0f, sigmoid_limit = 87.3f;
  static constexpr float ln2_high = 0.693147182464599609375f, ln2_low = -1.904654290582768e-9f;
  // (eʳ − 1 − r) / r² for |r| ≤ ln2/2, error 2e-10
  static constexpr float exp[] = {0.50000000134658092f,   0.16666666681623231f,
                                  0.041666464925285905f,  0.0083333109254809008f,
                                  0.0013933649996309250f, 0.00019890990824673854f};
  // (2 artanh(s) − 2s) / s³ as a polynomial in s², s ≤ 1/3, error 4e-10
  static constexpr float log1p[] = {0.66666667320527412f, 0.39999706331929717f,
                                    0.28592357994302838f, 0.21706575800880373f,
                                    0.23224329224023349f};
};

template <>
struct MathConstants<double> {
  static constexpr double whole = 0x1.8p52;
  static constexpr double exp_low = -746.0, exp_high = 710.0, sigmoid_limit = 708.3;
  static constexpr double ln2_high = 0.693147180559945286, ln2_low = 2.319046813846299558e-17;
  // error 2e-19
  static constexpr double exp[] = {
      0.5,
      0.16666666666666670991,
      0.041666666666666669755,
      0.0083333333333261351258,
      0.0013888888888883748305,
      0.00019841269874820625271,
      0.000024801587325547741216,
      2.755725540020642443e-6,
      2.7557273643110295328e-7,
      2.5105217004720745164e-8,
      2.0914686968086877233e-9,
  };
  // error 5e-18
  static constexpr double log1p[] = {
      0.66666666666666658561, 0.40000000000014582673, 0.28571428567108757162,
      0.22222222717427862989, 0.18181789436132858169, 0.15385570064958623103,
      0.1331414420965493615,  0.12001072809590712535, 0.088007384861446738822,
      0.16164045611943532221,
  };
};

// x = n ln2 + r; returns eʳ − 1, |r| ≤ ln2/2.
template <class V, class T = typename V::Scalar>
DELTAWARD_INLINE V reduced_expm1(V x, V& n) {
  using C = MathConstants<T>;
  n = nearest(x * V::set(T(1.44269504088896340736)));
  const V r = fma(n, V::set(-C::ln2_low), fma(n, V::set(-C::ln2_high), x));
  return fma(r * r, polynomial(r, C::exp), r);
}

// 1.0 ulp in float, 1.0 in double; denormal results below −87.3 (−708.4) lose digits.
template <class V, class T = typename V::Scalar>
DELTAWARD_INLINE V exp(V x) {
  using C = MathConstants<T>;
  V n;
  const V e = reduced_expm1(min(V::set(C::exp_high), max(V::set(C::exp_low), x)), n);
  return scale2(e + V::set(1), n);
}

// eˣ − 1 for x ≤ 0: 1.5 ulp in float and double.
template <class V, class T = typename V::Scalar>
DELTAWARD_INLINE V expm1_nonpositive(V x) {
  V n;
  // Below this the result is −1 to the last bit, and 2ⁿ is still a normal number.
  const V e = reduced_expm1(max(V::set(T(-60)), x), n);
  const V power = exp2(n);
  return fma(e, power, power - V::set(1));
}

// log(1 + u) for 0 ≤ u ≤ 1: 2 ulp. log(1 + u) = 2 artanh(u / (2 + u)).
template <class V, class T = typename V::Scalar>
DELTAWARD_INLINE V log1p_unit(V u) {
  const V s = u / (u + V::set(2));
  const V s2 = s * s;
  return fma(s * s2, polynomial(s2, MathConstants<T>::log1p), s + s);
}

// 1 / (1 + e⁻ᶻ): 2.5 ulp; 0 and 1 beyond ∓87.3 (∓708.3), where e⁻ᶻ is no normal number.
//
// A narrow network does little else than wait for one sigmoid after the other. So what can be done
// side by side is: the rounding is an addition, the sign is in the constants, 2ⁿ and 1 + 2ⁿ are
// ready before the polynomial is, and large z, for which r is anything, are left to the end. An
// epoch of 3-4-2 takes 0.87 of the time that it took with the plain formula on exp. With 2ⁿ (1 + r)
// beside the polynomial, or ln2's second part behind it, 4 cycles less and 2.8 ulp: dropped.
template <class V, class T = typename V::Scalar>
DELTAWARD_INLINE V sigmoid(V z) {
  using C = MathConstants<T>;
  const V one = V::set(1), zero = V::set(0), whole = V::set(C::whole);
  const V n = fma(z, V::set(T(-1.44269504088896340736)), whole) - whole;
  const V power = exp2(n);
  const V r = fma(n, V::set(-C::ln2_low), fma(n, V::set(-C::ln2_high), zero - z)), r2 = r * r;
  const V p = paired_polynomial(r, r2, C::exp);  // e⁻ᶻ = power (1 + r + r² p)
  const V a = one / fma(power, fma(r2, p, r), one + power);
  return where_greater(abs(z), V::set(C::sigmoid_limit), where_greater(z, zero, one, zero), a);
}

// −e / (e + 2) with e = expm1(−2|z|), and the sign of z: 2.5 ulp, no cancellation near 0.
template <class V>
DELTAWARD_INLINE V tanh(V z) {
  const V e = expm1_nonpositive(abs(z) * V::set(-2));
  const V t = e / (e + V::set(2));
  return where_greater(z, V::set(0), V::set(0) - t, t);
}

// φ(z) = exp(−z²/2) / √(2π) and Φ(z) = ½ erfc(−z/√2). Φ is good to 4 u near 0 and, through the
// rounding of z², to about (4 + z²) u in its lower tail down to z = −11, where it is 2e-28; beyond,
// the rational form leaves its range and keeps 9 digits.
template <class V, class T = typename V::Scalar>
DELTAWARD_INLINE V normal_cdf(V z, V& density) {
  constexpr T erf_top[] = {T(5.55923013010394962768e4), T(7.00332514112805075473e3),
                           T(2.23200534594684319226e3), T(9.00260197203842689217e1),
                           T(9.60497373987051638749e0)};
  constexpr T erf_bottom[] = {T(4.92673942608635921086e4), T(2.26290000613890934246e4),
                              T(4.59432382970980127987e3), T(5.21357949780152679795e2),
                              T(3.35617141647503099647e1), T(1)};
  constexpr T erfc_top[] = {
      T(5.57535335369399327526e2), T(1.02755188689515710272e3),  T(9.34528527171957607540e2),
      T(5.26445194995477358631e2), T(1.96520832956077098242e2),  T(4.86371970985681366614e1),
      T(7.46321056442269912687e0), T(5.64189564831068821977e-1), T(2.46196981473530512524e-10)};
  constexpr T erfc_bottom[] = {
      T(5.57535340817727675546e2), T(1.65666309194161350182e3), T(2.24633760818710981792e3),
      T(1.82390916687909736289e3), T(9.75708501743205489753e2), T(3.54937778887819891062e2),
      T(8.67072140885989742329e1), T(1.32281951154744992508e1), T(1)};
  const V half = V::set(T(0.5)), one = V::set(1), zero = V::set(0);
  // Beyond 30 √2 the tail is 0 in both formats; without the limit its powers would overflow.
  const V x = min(V::set(30), abs(z) * V::set(T(0.70710678118654752440)));
  const V x2 = x * x;
  const V gauss = exp(zero - x2);
  density = gauss * V::set(T(0.39894228040143267794));
  const V erf = x * polynomial(x2, erf_top) / polynomial(x2, erf_bottom);
  const V erfc = gauss * polynomial(x, erfc_top) / polynomial(x, erfc_bottom);
  const V tail = half * where_greater(x, one, erfc, one - erf);
  return where_greater(z, zero, one - tail, tail);
}

}  // namespace
}  // namespace deltaward
