;; Dot products of one question with many passages; source of scan-module.ts (see there).
;; The question stands at 0. question, vectors: signed 16-bit numbers, one vector after the other; width: numbers in each,
;; a multiple of 32.
;; scores[i] = question × vector i, as a 32-bit whole number: it cannot overflow for vectors of length 1 (vector-store.ts).
(module
  (import "hub" "memory" (memory 1))
  (func (export "scan") (param $vectors i32) (param $count i32) (param $width i32) (param $scores i32)
    (local $end i32) (local $q i32) (local $vectorEnd i32) (local $a v128) (local $b v128)
    (local.set $end (i32.add (local.get $scores) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $scores) (local.get $end)))
        (local.set $a (v128.const i32x4 0 0 0 0))
        (local.set $b (v128.const i32x4 0 0 0 0))
        (local.set $q (i32.const 0))
        (local.set $vectorEnd (i32.add (local.get $vectors) (i32.shl (local.get $width) (i32.const 1))))
        (loop $numbers
          (local.set $a (i32x4.add (local.get $a)
            (i32x4.dot_i16x8_s (v128.load (local.get $q)) (v128.load (local.get $vectors)))))
          (local.set $b (i32x4.add (local.get $b)
            (i32x4.dot_i16x8_s (v128.load offset=16 (local.get $q)) (v128.load offset=16 (local.get $vectors)))))
          (local.set $a (i32x4.add (local.get $a)
            (i32x4.dot_i16x8_s (v128.load offset=32 (local.get $q)) (v128.load offset=32 (local.get $vectors)))))
          (local.set $b (i32x4.add (local.get $b)
            (i32x4.dot_i16x8_s (v128.load offset=48 (local.get $q)) (v128.load offset=48 (local.get $vectors)))))
          (local.set $q (i32.add (local.get $q) (i32.const 64)))
          (local.set $vectors (i32.add (local.get $vectors) (i32.const 64)))
          (br_if $numbers (i32.lt_u (local.get $vectors) (local.get $vectorEnd))))
        (local.set $a (i32x4.add (local.get $a) (local.get $b)))
        (i32.store (local.get $scores)
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $a)) (i32x4.extract_lane 1 (local.get $a)))
            (i32.add (i32x4.extract_lane 2 (local.get $a)) (i32x4.extract_lane 3 (local.get $a)))))
        (local.set $scores (i32.add (local.get $scores) (i32.const 4)))
        (br $each)))))
