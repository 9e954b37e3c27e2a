//! Pictures that lie beside a source, in the sizes that screens need.

use super::budget::{Budget, Share};
use super::hash::short;
use crate::news::{Article, Block, Picture, Rendition};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage};
use moxcms::{ColorProfile, Layout, TransformOptions};
use std::collections::BTreeMap;
use std::fmt;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The widths that are made, in pixels: a phone, a phone of a finer screen, a wide screen.
pub(super) const WIDTHS: [u32; 3] = [360, 720, 1280];
/// The quality of a WebP picture, of 100.
const QUALITY: f32 = 72.0;
/// Changes whenever the same file would become other bytes, so that names never lie.
const RELEASE: &str = "2";
/// What a picture may take when it is unpacked, in bytes of memory, what its file may hold, and how long
/// its sides may be: a bomb ends here.
const MOST_BYTES: u64 = 300_000_000;
const LARGEST_FILE: u64 = 100_000_000;
const LONGEST_SIDE: u32 = 20_000;
/// What all pictures that are worked on at the same time may take together, in bytes of memory. One that
/// takes more by itself stays as it is.
const MEMORY: u64 = 400_000_000;
static BUDGET: Budget = Budget::new(MEMORY);
/// A picture that takes more than this is first made smaller by a whole factor, pixel by pixel, but stays
/// so much wider (in halves) than the widest that is made of it: so nobody sees it.
const COMFORTABLE: u64 = 128_000_000;
const HALVES_WIDER: u32 = 3;
/// What writing WebP takes for each of its pixels, in bytes: the pixels twice, and what libwebp notes.
const WEBP_PIXEL: u64 = 16;
/// What scaling takes for each pixel between its two steps, in bytes: four numbers of four.
const SCALED_PIXEL: u64 = 16;
/// The longest side of a WebP picture, in pixels (RFC 9649, "Assumptions").
const LONGEST_WEBP: u32 = 16_383;

/// A picture of this machine that becomes several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Local {
    /// Its file.
    pub(super) file: PathBuf,
    /// Its width and height as it is seen.
    pub(super) size: (u32, u32),
    /// The names of its renditions in the site, with their widths; the smallest first.
    pub(super) renditions: Vec<(String, u32)>,
    /// What it takes to make them.
    plan: Plan,
}

/// What it takes to make others of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Plan {
    /// The bytes of memory that it takes to unpack it, the file included.
    unpack: u64,
    /// The bytes of memory that it takes to do all.
    all: u64,
    /// The whole factor by which it is made smaller first.
    factor: u32,
}

/// Why a picture stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Its file cannot be read, in the system's words.
    #[error("{0}")]
    File(String),
    /// It is no picture of a known kind, or a damaged one, or too large; in the library's words.
    #[error("{0}")]
    Broken(String),
    /// To make it smaller would take so many bytes of memory, more than there are for pictures.
    #[error(
        "it is published in its own size only: to make it smaller would take {} MB of memory, and all pictures together may take {} MB",
        .0.div_ceil(1_000_000),
        MEMORY / 1_000_000
    )]
    Memory(u64),
}

/// The pictures that stories have named so far, by their files.
pub(super) struct Pictures {
    /// The folder of the site, where renditions of former runs lie.
    out: PathBuf,
    known: Mutex<BTreeMap<PathBuf, Known>>,
}

/// What is known of a file; `None` where it is not to be made into others.
type Known = Result<Option<Arc<Local>>, PictureError>;

impl Pictures {
    /// Pictures of a site in the folder `out`.
    pub(super) fn new(out: &Path) -> Self {
        Self {
            out: out.to_path_buf(),
            known: Mutex::default(),
        }
    }

    /// Gives the pictures of `story` their sizes where they lie on this machine, and the publisher
    /// has given none; those that it has found. `find` says where an address lies; `base` is the
    /// site's path.
    pub(super) fn furnish(
        &self,
        story: &mut Article,
        base: &str,
        find: &dyn Fn(&str) -> Option<PathBuf>,
    ) -> Vec<Arc<Local>> {
        let mut found: Vec<Arc<Local>> = Vec::new();
        each_picture(story, &mut |picture| {
            if !picture.sizes.is_empty() {
                return;
            }
            let known = find(&picture.url).and_then(|file| self.of(&file).ok().flatten());
            if let Some(local) = known {
                picture.size = Some(local.size);
                let sizes = local.renditions.iter().map(|(name, width)| Rendition {
                    url: format!("{base}{name}"),
                    width: *width,
                });
                picture.sizes = sizes.collect();
                // A picture that is no wider than the widest is among its own sizes.
                let (width, _) = local.size;
                if width <= widest() && !picture.sizes.is_empty() {
                    picture.sizes.push(Rendition {
                        url: picture.url.clone(),
                        width,
                    });
                }
                found.push(local);
            }
        });
        found
    }

    /// What is known of the picture in `file`; it is looked at once.
    fn of(&self, file: &Path) -> Known {
        let known = |pictures: &Self| {
            let pictures = pictures.known.lock();
            let pictures = pictures.unwrap_or_else(PoisonError::into_inner);
            pictures.get(file).cloned()
        };
        if let Some(known) = known(self) {
            return known;
        }
        let found = local(file).and_then(|local| match local {
            // Pages may name only what can be made.
            Some(local) if !self.was_made(&local) => {
                let share = take(local.plan.unpack)?;
                let is_whole = unpacked(&local).map(drop);
                drop(share);
                is_whole.map(|()| Some(Arc::new(local)))
            }
            local => Ok(local.map(Arc::new)),
        });
        let mut pictures = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        pictures.insert(file.to_path_buf(), found.clone());
        found
    }

    /// Whether a former run has made all its renditions: then it is no damaged file.
    fn was_made(&self, local: &Local) -> bool {
        let mut names = local.renditions.iter();
        names.all(|(name, _)| self.out.join(name).is_file())
    }

    /// The files that could not be read as pictures, and why. What was known is forgotten: files may
    /// change.
    pub(super) fn take_broken(&self) -> Vec<(PathBuf, PictureError)> {
        let mut pictures = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *pictures)
            .into_iter()
            .filter_map(|(file, known)| Some((file, known.err()?)))
            .collect()
    }
}

/// Shows `visit` every picture of `story`: its own, its gallery's and its body's.
pub(super) fn each_picture(story: &mut Article, visit: &mut dyn FnMut(&mut Picture)) {
    story.summary.picture.iter_mut().for_each(&mut *visit);
    story.gallery.iter_mut().for_each(&mut *visit);
    if let Some(body) = &mut story.body {
        figures(Arc::make_mut(body).as_mut_slice(), visit);
    }
}

fn figures(blocks: &mut [Block], visit: &mut dyn FnMut(&mut Picture)) {
    for block in blocks {
        match block {
            Block::Figure(figure) => visit(&mut figure.picture),
            Block::Quote(inner) => figures(inner, visit),
            _ => {}
        }
    }
}

fn widest() -> u32 {
    WIDTHS.into_iter().max().unwrap_or_default()
}

/// What becomes of the picture in `file`; `None` where it stays as it is: a drawing, a film of a few
/// frames, or one so small that there is nothing to choose.
fn local(file: &Path) -> Result<Option<Local>, PictureError> {
    let (bytes, share) = read(file)?;
    let is_gif = bytes.starts_with(b"GIF8");
    // The flag of an animation (RFC 9649, "Extended File Format").
    let is_moving = bytes.get(8..16) == Some(b"WEBPVP8X")
        && bytes.get(20).is_some_and(|flags| flags & 0b10 != 0);
    let is_drawing = file
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("svg"));
    if is_gif || is_moving || is_drawing {
        return Ok(None);
    }
    let Seen { size, plan, .. } = seen(&bytes)?;
    drop(share);
    if plan.all > MEMORY {
        return Err(PictureError::Memory(plan.all));
    }
    let hash = short(&[&bytes, format!("{RELEASE} {QUALITY}").as_bytes()]);
    let renditions = WIDTHS
        .into_iter()
        .filter(|width| *width < size.0 && height_at(size, *width) <= LONGEST_WEBP)
        .map(|width| (format!("media/{width}-{hash}.webp"), width))
        .collect();
    Ok(Some(Local {
        file: file.to_path_buf(),
        size,
        renditions,
        plan,
    }))
}

/// The height of a picture of this `size` when it is `width` pixels wide.
fn height_at((whole, high): (u32, u32), width: u32) -> u32 {
    let height = u64::from(high) * u64::from(width) / u64::from(whole.max(1));
    u32::try_from(height).unwrap_or(u32::MAX).max(1)
}

/// So much memory, once it is free.
fn take(bytes: u64) -> Result<Share<'static>, PictureError> {
    BUDGET.take(bytes).ok_or(PictureError::Memory(bytes))
}

/// The pixels of the picture `local` as its file has them; its share of memory has been taken.
fn unpacked(local: &Local) -> Result<(DynamicImage, Orientation, Option<Vec<u8>>), PictureError> {
    let bytes = std::fs::read(&local.file).map_err(unreadable)?;
    if seen(&bytes)?.plan != local.plan {
        return Err(broken("it was changed while it was read"));
    }
    let (mut decoder, turned, _) = decoder(&bytes)?;
    let profile = decoder.icc_profile().ok().flatten();
    let picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    Ok((picture, turned, profile))
}

/// The whole of the picture `local`, as it is seen: turned, and in the colours of the web.
fn whole(local: &Local) -> Result<DynamicImage, PictureError> {
    let (mut picture, turned, profile) = unpacked(local)?;
    if let factor @ 2.. = local.plan.factor {
        let (width, height) = smaller((picture.width(), picture.height()), factor);
        picture = picture.thumbnail_exact(width, height);
    }
    picture.apply_orientation(turned);
    // A profile that nobody can read changes nothing, as in a browser.
    Ok(match profile {
        Some(profile) => in_srgb(picture, &profile),
        None => picture,
    })
}

/// `picture`, whose numbers are meant as the ICC profile `profile` says, in sRGB, which is what a file
/// without a profile is taken for (CSS Color 4, "Untagged"). Telephones of today write Display P3.
fn in_srgb(picture: DynamicImage, profile: &[u8]) -> DynamicImage {
    let layout = if picture.color().has_alpha() {
        Layout::Rgba
    } else {
        Layout::Rgb
    };
    let transform = ColorProfile::new_from_slice(profile).and_then(|from| {
        let (to, options) = (ColorProfile::new_srgb(), TransformOptions::default());
        from.create_transform_8bit(layout, &to, layout, options)
    });
    let Ok(transform) = transform else {
        return picture;
    };
    // Row by row, so that no second picture is needed.
    let rows = |pixels: &mut [u8], width: u32, channels: usize| {
        let width = usize::try_from(width).unwrap_or_default() * channels;
        let mut before = vec![0; width];
        for row in pixels.chunks_exact_mut(width.max(1)) {
            before.copy_from_slice(row);
            // It fails for rows of different lengths only.
            let _ = transform.transform(&before, row);
        }
    };
    if layout == Layout::Rgba {
        let mut pixels: RgbaImage = picture.into_rgba8();
        let width = pixels.width();
        rows(&mut pixels, width, 4);
        pixels.into()
    } else {
        let mut pixels: RgbImage = picture.into_rgb8();
        let width = pixels.width();
        rows(&mut pixels, width, 3);
        pixels.into()
    }
}

/// The bytes of `file`, with their share of memory; a decoder may copy them once.
fn read(file: &Path) -> Result<(Vec<u8>, Share<'static>), PictureError> {
    let length = std::fs::metadata(file).map_err(unreadable)?.len();
    if length > LARGEST_FILE {
        return Err(broken("its file is too large"));
    }
    let share = take(length * 2)?;
    Ok((std::fs::read(file).map_err(unreadable)?, share))
}

fn unreadable(error: std::io::Error) -> PictureError {
    PictureError::File(error.to_string())
}

fn broken(error: impl fmt::Display) -> PictureError {
    PictureError::Broken(error.to_string())
}

/// A decoder of the picture `bytes`, how it is to be turned (EXIF, "Orientation"), and its format.
fn decoder(
    bytes: &[u8],
) -> Result<(impl ImageDecoder + '_, Orientation, ImageFormat), PictureError> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(broken)?;
    let known = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP];
    let format = reader.format().filter(|format| known.contains(format));
    let format = format.ok_or_else(|| broken("it is neither JPEG nor PNG nor WebP"))?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    if decoder.total_bytes() > MOST_BYTES {
        return Err(broken("it is too large"));
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((decoder, turned, format))
}

/// What the head of a picture says of it.
struct Seen {
    /// Its width and height as it is seen.
    size: (u32, u32),
    plan: Plan,
}

/// What the head of the picture `bytes` says of it.
fn seen(bytes: &[u8]) -> Result<Seen, PictureError> {
    let (decoder, turned, format) = decoder(bytes)?;
    let (width, height) = decoder.dimensions();
    let lies = matches!(
        turned,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let size = if lies {
        (height, width)
    } else {
        (width, height)
    };
    let raw = decoder.total_bytes();
    let pixels = area((width, height));
    // What decoders keep besides the pixels: the file once more, and
    let besides = match format {
        // the coefficients of all passes, two bytes for each channel;
        ImageFormat::Jpeg if is_progressive(bytes) => pixels * 8,
        // the picture in another layout.
        ImageFormat::WebP => pixels * 4,
        _ => 0,
    };
    let file = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let unpack = file.saturating_mul(2) + raw + besides;
    let pixel = u64::from(decoder.color_type().bytes_per_pixel());
    let plan = |factor: u32| {
        let reduced = area(smaller(size, factor)) * pixel;
        // The smaller picture lies beside the whole one, then alone.
        let (beside, kept) = if factor > 1 {
            (reduced, reduced)
        } else {
            (0, raw)
        };
        let widest = WIDTHS.into_iter().rfind(|width| *width < size.0);
        let made = widest.map_or(0, |width| {
            let height = height_at(size, width);
            let between = area((smaller(size, factor).0, height)) * SCALED_PIXEL;
            let small = area((width, height));
            // It is scaled, then written.
            small * pixel + between.max(small * WEBP_PIXEL)
        });
        Plan {
            unpack,
            // To turn it, or to give it other colours, takes a copy.
            all: (unpack + beside).max(kept * 2).max(kept + made),
            factor,
        }
    };
    let mut best = plan(1);
    while best.all > COMFORTABLE
        && size.0 / (best.factor + 1) * 2 >= widest().saturating_mul(HALVES_WIDER)
    {
        best = plan(best.factor + 1);
    }
    Ok(Seen { size, plan: best })
}

/// A size made smaller by a whole factor.
fn smaller((width, height): (u32, u32), factor: u32) -> (u32, u32) {
    (
        (width / factor.max(1)).max(1),
        (height / factor.max(1)).max(1),
    )
}

fn area((width, height): (u32, u32)) -> u64 {
    u64::from(width) * u64::from(height)
}

/// Whether the JPEG `bytes` come in several passes over the whole picture (ITU T.81, SOF2 and its kin),
/// which a decoder must keep until the last.
fn is_progressive(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some([0xff, marker, high, low]) = bytes.get(at..at + 4) {
        match marker {
            // Bytes that only fill.
            0xff => at += 1,
            0xc2 | 0xc6 | 0xca | 0xce => return true,
            // The pixels begin.
            0xda => return false,
            _ => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
        }
    }
    // It cannot be told, so that the worse is assumed.
    true
}

/// The picture `local` in each of `widths`, in pixels, as WebP without what else its file says. Waits for
/// the memory that it takes.
pub(super) fn rendered(local: &Local, widths: &[u32]) -> Result<Vec<Vec<u8>>, PictureError> {
    let share = take(local.plan.all)?;
    let whole = whole(local)?;
    let made = widths
        .iter()
        .map(|width| webp(&whole, local.size, *width))
        .collect();
    drop((whole, share));
    made
}

fn webp(whole: &DynamicImage, size: (u32, u32), width: u32) -> Result<Vec<u8>, PictureError> {
    let height = height_at(size, width);
    let picture = whole.resize_exact(width, height, FilterType::Lanczos3);
    let encoded = if picture.color().has_alpha() {
        let pixels = picture.to_rgba8();
        webp::Encoder::from_rgba(&pixels, width, height).encode_simple(false, QUALITY)
    } else {
        let pixels = picture.to_rgb8();
        webp::Encoder::from_rgb(&pixels, width, height).encode_simple(false, QUALITY)
    };
    let encoded =
        encoded.map_err(|error| broken(format!("it cannot be written as WebP: {error:?}")))?;
    Ok(encoded.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of this name in a folder of its own.
    fn file(name: &str, bytes: &[u8]) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("peyk-pictures-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// A picture whose upper half is red, in this format.
    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let pixels = image::RgbImage::from_fn(width, height, |_, y| {
            image::Rgb(if y < height / 2 {
                [250, 0, 0]
            } else {
                [0, 0, 250]
            })
        });
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::from(pixels)
            .write_to(&mut bytes, format)
            .unwrap();
        bytes.into_inner()
    }

    /// `jpeg` with an EXIF block that says how to turn it.
    fn turned(jpeg: &[u8], orientation: u8) -> Vec<u8> {
        let exif = [
            b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(),
            &[orientation],
            b"\0\0\0\0\0\0",
        ]
        .concat();
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()
    }

    #[test]
    fn colours_of_a_profile_are_those_of_the_web() {
        use image::ImageEncoder;
        use image::codecs::png::PngEncoder;
        let written = |profile: Option<Vec<u8>>, name: &str| {
            let mut bytes = Vec::new();
            let mut encoder = PngEncoder::new(&mut bytes);
            if let Some(profile) = profile {
                encoder.set_icc_profile(profile).unwrap();
            }
            let pixels = image::RgbImage::from_pixel(400, 40, image::Rgb([100, 150, 100]));
            encoder
                .write_image(&pixels, 400, 40, image::ExtendedColorType::Rgb8)
                .unwrap();
            let webp = one(&file(name, &bytes), 360);
            let seen = image::load_from_memory(&webp).unwrap().to_rgb8();
            seen.get_pixel(180, 20).0
        };
        let p3 = ColorProfile::new_display_p3().encode().unwrap();
        let [red, green, _] = written(Some(p3), "p3.png");
        assert!(red < 90 && green.abs_diff(151) < 5, "{red} {green}");
        for plain in [None, Some(vec![1, 2, 3])] {
            let [red, green, _] = written(plain, "plain.png");
            assert!(red.abs_diff(100) < 5 && green.abs_diff(150) < 5);
        }
    }

    /// The picture in `path` in this width.
    fn one(path: &Path, width: u32) -> Vec<u8> {
        let local = local(path).unwrap().unwrap();
        rendered(&local, &[width]).unwrap().remove(0)
    }

    fn decoded(bytes: &[u8]) -> image::RgbImage {
        image::load_from_memory_with_format(bytes, ImageFormat::WebP)
            .unwrap()
            .to_rgb8()
    }

    #[test]
    fn a_picture_has_the_widths_below_its_own_and_the_same_bytes_each_time() {
        for (width, widths) in [
            (2000, vec![360, 720, 1280]),
            (1000, vec![360, 720]),
            (200, vec![]),
        ] {
            let path = file(
                &format!("{width}.jpg"),
                &picture(width, width / 2, ImageFormat::Jpeg),
            );
            let local = local(&path).unwrap().unwrap();
            assert_eq!(local.size, (width, width / 2));
            let made: Vec<u32> = local.renditions.iter().map(|(_, width)| *width).collect();
            assert_eq!(made, widths);
            for (name, width) in &local.renditions {
                assert!(crate::publish::answer::is_hashed(name), "{name}");
                let webp = one(&path, *width);
                assert_eq!(decoded(&webp).dimensions(), (*width, *width / 2));
                assert_eq!(one(&path, *width), webp);
            }
        }
    }

    #[test]
    fn a_picture_stands_as_the_camera_was_held() {
        let lying = picture(800, 400, ImageFormat::Jpeg);
        let path = file("turned.jpg", &turned(&lying, 6));
        assert_eq!(local(&path).unwrap().unwrap().size, (400, 800));
        let upright = decoded(&one(&path, 360));
        assert_eq!(upright.dimensions(), (360, 720));
        // What was above is at the right.
        assert!(upright.get_pixel(350, 360).0[0] > 200 && upright.get_pixel(10, 360).0[0] < 50);
    }

    #[test]
    fn what_is_no_still_photograph_stays_as_it_is() {
        for (name, bytes) in [("a.gif", b"GIF89a".as_slice()), ("a.svg", b"<svg/>")] {
            assert_eq!(local(&file(name, bytes)), Ok(None), "{name}");
        }
        assert!(matches!(
            local(&file("a.jpg", b"text")),
            Err(PictureError::Broken(_))
        ));
        let mut cut = picture(900, 900, ImageFormat::Png);
        cut.truncate(300);
        let cut = local(&file("cut.png", &cut)).unwrap().unwrap();
        assert!(rendered(&cut, &[360]).is_err());
        assert!(matches!(
            local(Path::new("/none.jpg")),
            Err(PictureError::File(_))
        ));
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_unpacked() {
        // The head of a PNG of 60,000 × 60,000 pixels.
        let mut png = picture(8, 8, ImageFormat::Png);
        png[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let check = crc(&png[12..29]);
        png[29..33].copy_from_slice(&check.to_be_bytes());
        assert!(matches!(
            local(&file("bomb.png", &png)),
            Err(PictureError::Broken(_))
        ));
    }

    #[test]
    fn a_large_picture_is_made_within_the_budget_and_looks_the_same() {
        let seen = |width, height| seen(&picture(width, height, ImageFormat::Png)).unwrap();
        // Pictures of telephones are scaled in one step, as ever.
        assert_eq!(seen(4000, 3000).plan.factor, 1);
        let large = seen(7000, 4000).plan;
        assert!(large.factor > 1 && large.all < MEMORY, "{large:?}");
        let path = file("large.png", &picture(7000, 4000, ImageFormat::Png));
        let small = decoded(&one(&path, 1280));
        assert_eq!(small.dimensions(), (1280, 731));
        let (above, below) = (small.get_pixel(640, 300).0, small.get_pixel(640, 430).0);
        assert!(above[0] > 200 && below[0] < 50, "{above:?} {below:?}");
    }

    #[test]
    fn a_picture_larger_than_the_whole_budget_stays_as_it_is_and_is_told() {
        // The head of a tall PNG of 16-bit colours, which nothing makes small enough.
        let mut png = picture(8, 8, ImageFormat::Png);
        let (width, height) = (2400_u32.to_be_bytes(), 15_600_u32.to_be_bytes());
        png[16..24].copy_from_slice(&[width, height].concat());
        png[24..26].copy_from_slice(&[16, 6]);
        let check = crc(&png[12..29]);
        png[29..33].copy_from_slice(&check.to_be_bytes());
        let error = local(&file("tall.png", &png)).unwrap_err();
        assert!(matches!(error, PictureError::Memory(bytes) if bytes > MEMORY));
        assert!(error.to_string().contains("published in its own size only"));
    }

    #[test]
    fn passes_of_a_jpeg_are_told_from_its_head() {
        let baseline = picture(64, 64, ImageFormat::Jpeg);
        assert!(!is_progressive(&baseline));
        assert!(!is_progressive(&turned(&baseline, 6)));
        let mut passes = baseline.clone();
        let start = passes
            .windows(2)
            .position(|two| two == [0xff, 0xc0])
            .unwrap();
        passes[start + 1] = 0xc2;
        assert!(is_progressive(&passes));
        for cut in 0..baseline.len().min(200) {
            is_progressive(&baseline[..cut]);
        }
    }

    /// The check sum of a PNG's chunk (PNG, "CRC algorithm").
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 {
                    0xedb8_8320 ^ (crc >> 1)
                } else {
                    crc >> 1
                }
            })
        })
    }
}
